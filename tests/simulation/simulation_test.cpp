// Some hundred runs; ./dev simulate does as many as you like.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "actions.hpp"
#include "run.hpp"
#include "seeds.hpp"

namespace weft::simulation {
namespace {

Seeds seeds() {
  return seeds_from_environment({1, 400});
}

std::string told(const Story& story) {
  std::string out;
  for (const std::string& line : story) out += line + "\n";
  return out;
}

TEST(Simulation, breaks_no_rule) {
  const auto [first, count] = seeds();
  for (std::uint64_t seed = first; seed - first < count; ++seed) {
    const auto broken = run(Choices(seed));
    ASSERT_FALSE(broken) << told(story_of(seed)) << "seed " << seed << ": " << *broken;
  }
}

// Runs that the fuzzer has found: fuzz/pair/corpus.
TEST(Simulation, breaks_no_rule_where_the_fuzzer_has_been) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(WEFT_PAIR_CORPUS)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string octets(std::istreambuf_iterator<char>(file), {});
    const Choices choices(as_octets(octets));
    const auto broken = run(choices);
    EXPECT_FALSE(broken) << told(story_of(choices)) << entry.path() << ": " << *broken;
    ++count;
  }
  EXPECT_GT(count, 0u);
}

TEST(Simulation, tells_the_same_story_of_the_same_seed) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) EXPECT_EQ(story_of(seed), story_of(seed)) << seed;
}

TEST(Simulation, does_every_action) {
  Tally tally;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) run(Choices(seed), nullptr, &tally);
  for (std::size_t i = 0; i < actions().size(); ++i) EXPECT_GT(tally.actions[i], 0u) << actions()[i].name;
}

// Where chance leads: ends of every kind that two engines which keep the rules can bring about.
TEST(Simulation, ends_messages_and_connections_in_many_ways) {
  Tally tally;
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) run(Choices(seed), nullptr, &tally);
  for (const std::string_view reason : std::initializer_list<std::string_view>{
           "push_cancelled", "push_refused",        "promise_unwanted",   "promise_withdrawn",
           "promise_limit",  "beyond_goaway",       "stream_limit",       "fields_too_large",
           "complete",       "upload_not_needed",   "peer_reset",         "peer_refused",
           "peer_vanished",  "body_failed",         "trailers_not_valid", "body_length_differs",
           "shutdown",       "peer_shutdown",       "peer_goaway",        "peer_closed",
           "idle_timeout",   "unsent_output_limit", reset_reason,         close_reason}) {
    const bool reached =
        std::any_of(tally.reasons.begin(), tally.reasons.end(), [&](const auto& r) { return r.first == reason; });
    EXPECT_TRUE(reached) << reason;
  }
}

}  // namespace
}  // namespace weft::simulation
