#include <weft/io/process_memory.hpp>

#include <cstring>
#include <memory>

#include <gtest/gtest.h>

namespace weft::io {
namespace {

constexpr std::size_t much = 64 << 20;

TEST(ProcessMemory, grows_by_what_is_written_to) {
  const ProcessMemory memory;
  const std::uint64_t before = memory.in_use();
  ASSERT_GT(before, 0u);
  const auto octets = std::make_unique<char[]>(much);
  std::memset(octets.get(), 'x', much);
  EXPECT_GE(memory.in_use(), before + much / 2) << octets[much / 2];
}

TEST(ProcessMemory, is_a_part_of_what_there_is) {
  EXPECT_GT(most_memory(), ProcessMemory().in_use());
}

// The kernel keeps the end of the heap where it is, as long as nobody asks.
TEST(ProcessMemory, goes_back_when_it_was_freed) {
  const ProcessMemory memory;
  {
    constexpr std::size_t pieces = 4096;
    std::unique_ptr<std::unique_ptr<char[]>[]> many(new std::unique_ptr<char[]>[pieces]);
    for (std::size_t i = 0; i < pieces; ++i) {
      many[i] = std::make_unique<char[]>(much / pieces);
      std::memset(many[i].get(), 'x', much / pieces);
    }
  }
  const std::uint64_t kept = memory.in_use();
  give_memory_back();
  EXPECT_LE(memory.in_use(), kept);
}

}  // namespace
}  // namespace weft::io
