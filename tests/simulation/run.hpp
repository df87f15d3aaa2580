// A run: a client and a server that keep every rule, chance in everything else, and an end.
//
//   if (auto broken = run(Choices(seed), &story, &tally)) …      // the rule that was broken
#pragma once

#include <optional>
#include <string>

#include "world.hpp"

namespace weft::simulation {

// `story` and `tally` may be null. The story tells in lines what happened: the same choices give the same story.
std::optional<std::string> run(const Choices& choices, Story* story = nullptr, Tally* tally = nullptr);

// Runs a seed again, and returns its story.
inline Story story_of(const Choices& choices) {
  Story story;
  run(choices, &story);
  return story;
}
inline Story story_of(std::uint64_t seed) {
  return story_of(Choices(seed));
}

// Delivers all octets, until neither side has anything to send.
void become_quiet(World& world);
void begin_shutdown(World& world, Side& side);
// The transport of this side is lost: so are all octets that it writes from now on, and some that it has written.
void cut(World& world, Side& side);

}  // namespace weft::simulation
