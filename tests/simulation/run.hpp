// A run: a client and a server that keep every rule, chance in everything else, and an end.
//
//   if (auto broken = run(Choices(seed), &story, &tally)) …      // the rule that was broken
#pragma once

#include <optional>
#include <string>

#include "world.hpp"

namespace weft::simulation {

// `story` and `tally` may be null. The story is what happened, in lines: the same choices tell the same one.
std::optional<std::string> run(const Choices& choices, Story* story = nullptr, Tally* tally = nullptr);

// Everything that was said arrives, until nobody has anything to say.
void become_quiet(World& world);
void begin_shutdown(World& world, Side& side);
// The transport of this side is gone: what it says is lost, and some of what it has said.
void cut(World& world, Side& side);

}  // namespace weft::simulation
