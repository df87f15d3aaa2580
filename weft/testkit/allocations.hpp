#pragma once
// Counts what a test program takes from the heap, and makes it fail. Linking weft::testkit_allocations replaces
// operator new, for the whole program and all of its threads:
//
//   const auto before = testkit::allocations();
//   …
//   EXPECT_EQ(testkit::allocations(), before);
//   EXPECT_LE(testkit::live_octets(), most);
//
//   const testkit::FailingAllocation failing(7);     // the eighth from now on
#include <cstdint>

namespace weft::testkit {

// How many times operator new was called since the program started.
std::uint64_t allocations() noexcept;
// Octets that came from operator new and have not been given back, with what the heap adds to fill a block.
std::uint64_t live_octets() noexcept;

// While it lives, one call of operator new throws std::bad_alloc: the first one after `after` others. One at a time.
// Not under ThreadSanitizer, which has an operator new of its own.
class FailingAllocation {
 public:
  explicit FailingAllocation(std::uint64_t after) noexcept;
  ~FailingAllocation();
  FailingAllocation(const FailingAllocation&) = delete;
  FailingAllocation& operator=(const FailingAllocation&) = delete;

  // It has come to it.
  bool happened() const noexcept;
};

}  // namespace weft::testkit
