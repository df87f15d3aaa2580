// A run: a client that has every default but its windows, servers, chance, and an end.
//
//   if (auto broken = run(Choices(seed), &story, &tally)) …      // the rule that was broken
#pragma once

#include <optional>
#include <string>

#include "world.hpp"

namespace weft::client_simulation {

// `story`, `tally` and `trace` may be null. The story tells in lines what happened: the same choices give the same
// story.
std::optional<std::string> run(const Choices& choices, Story* story = nullptr, Tally* tally = nullptr,
                               session::TraceUser* trace = nullptr);

// Delivers all octets, until neither the client nor a server has anything to say.
void become_quiet(World& world);

}  // namespace weft::client_simulation
