// Runs seeds until one fails, and tells what happened in it.
//
//   simulation [[FIRST:]COUNT] [--story]     WEFT_SEEDS=FIRST:COUNT does the same; --story tells every run
#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <string_view>

#include "actions.hpp"
#include "run.hpp"
#include "seeds.hpp"

namespace {

using namespace weft::simulation;

void print(const Story& story, std::size_t last) {
  const std::size_t first = story.size() > last ? story.size() - last : 0;
  for (std::size_t i = first; i < story.size(); ++i) fmt::print("{}\n", story[i]);
}

void print(const Tally& tally, double seconds) {
  fmt::print("{} runs, {} steps, {} octets, {:.1f} s, {:.0f} us a run\n", tally.runs, tally.steps, tally.octets,
             seconds, seconds * 1e6 / static_cast<double>(tally.runs));
  for (std::size_t i = 0; i < tally.actions.size(); ++i)
    fmt::print("  {:<24}{}\n", actions()[i].name, tally.actions[i]);
  for (const auto& [reason, times] : tally.reasons) fmt::print("  {:<24}{}\n", reason, times);
}

}  // namespace

int main(int count, char** arguments) {
  Seeds seeds = seeds_from_environment({1, 1000});
  bool tell_all = false;
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "--story") {
      tell_all = true;
    } else if (const auto given = parse_seeds(argument)) {
      seeds = *given;
    } else {
      fmt::print(stderr, "usage: simulation [[FIRST:]COUNT] [--story]\n");
      return 2;
    }
  }
  Tally tally;
  const auto began = std::chrono::steady_clock::now();
  for (std::uint64_t seed = seeds.first; seed - seeds.first < seeds.count; ++seed) {
    const auto broken = run(Choices(seed), nullptr, &tally);
    if (!broken && !tell_all) continue;
    constexpr std::size_t tail = 60;
    print(story_of(seed), tell_all ? static_cast<std::size_t>(-1) : tail);
    if (!broken) continue;
    fmt::print("seed {}, step {}: broken: {}\n", seed, tally.steps, *broken);
    return 1;
  }
  print(tally, std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  return 0;
}
