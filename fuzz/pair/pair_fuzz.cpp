// Engine against engine: the octets are the choices of a simulated connection (tests/simulation), whose rules are the
// oracles here too.
#include <cstdio>
#include <cstdlib>

#include "run.hpp"

namespace {

using namespace weft::simulation;

void tell(const Choices& choices, const std::string& broken) {
  Story story;
  run(choices, &story);
  for (const std::string& line : story) std::fprintf(stderr, "%s\n", line.c_str());
  std::fprintf(stderr, "broken: %s\n", broken.c_str());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Longer ones say nothing new.
  constexpr std::size_t longest = 4096;
  if (size > longest) return -1;
  const Choices choices{weft::Octets(data, size)};
  if (const auto broken = run(choices)) {
    tell(choices, *broken);
    std::abort();
  }
  return 0;
}
