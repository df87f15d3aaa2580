#pragma once
// Counts what a test program takes from the heap. Linking weft::testkit_allocations replaces operator new, for the
// whole program and all of its threads:
//
//   const auto before = testkit::allocations();
//   …
//   EXPECT_EQ(testkit::allocations(), before);
//   EXPECT_LE(testkit::live_octets(), most);
#include <cstdint>

namespace weft::testkit {

// How many times operator new was called since the program started.
std::uint64_t allocations() noexcept;
// Octets that came from operator new and have not been given back, with what the heap adds to fill a block.
std::uint64_t live_octets() noexcept;

}  // namespace weft::testkit
