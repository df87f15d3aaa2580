// Some hundred runs; WEFT_SEEDS=FIRST:COUNT does as many as you like.
#include <gtest/gtest.h>

#include "actions.hpp"
#include "run.hpp"
#include "seeds.hpp"

namespace weft::client_simulation {
namespace {

std::string story_of(std::uint64_t seed) {
  Story story;
  run(Choices(seed), &story);
  std::string out;
  for (const std::string& line : story) out += line + "\n";
  return out;
}

TEST(ClientSimulation, breaks_no_rule) {
  const auto [first, count] = simulation::seeds_from_environment({1, 400});
  for (std::uint64_t seed = first; seed - first < count; ++seed) {
    const auto broken = run(Choices(seed));
    ASSERT_FALSE(broken) << story_of(seed) << "seed " << seed << ": " << *broken;
  }
}

TEST(ClientSimulation, tells_the_same_story_of_the_same_seed) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) EXPECT_EQ(story_of(seed), story_of(seed)) << seed;
}

TEST(ClientSimulation, does_every_action_and_sends_some_requests_again) {
  Tally tally;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) run(Choices(seed), nullptr, &tally);
  for (std::size_t i = 0; i < actions().size(); ++i) EXPECT_GT(tally.actions[i], 0u) << actions()[i].name;
  EXPECT_GT(tally.repeated, 100u);
}

// Where chance leads.
TEST(ClientSimulation, ends_requests_in_many_ways) {
  Tally tally;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) run(Choices(seed), nullptr, &tally);
  for (const std::string_view reason : std::initializer_list<std::string_view>{
           "good", "cancelled", "peer_reset", "peer_refused", "peer_vanished", "enhance_your_calm", "head_timeout",
           "ping_timeout", "content_length_differs"}) {
    const bool reached =
        std::any_of(tally.reasons.begin(), tally.reasons.end(), [&](const auto& r) { return r.first == reason; });
    EXPECT_TRUE(reached) << reason;
  }
}

}  // namespace
}  // namespace weft::client_simulation
