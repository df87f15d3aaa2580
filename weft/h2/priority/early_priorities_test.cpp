#include <weft/h2/priority/early_priorities.hpp>

#include <gtest/gtest.h>

namespace weft::h2 {
namespace {

TEST(EarlyPriorities, keep_the_latest_word_on_a_stream) {
  EarlyPriorities early;
  early.set(5, {1, false});
  early.set(5, {2, true});
  EXPECT_EQ(early.size(), 1u);
  EXPECT_EQ(early.take(5), (Priority{2, true}));
  EXPECT_EQ(early.take(5), std::nullopt);
}

TEST(EarlyPriorities, forget_streams_that_were_skipped) {
  EarlyPriorities early;
  early.set(3, {1, false});
  early.set(7, {2, false});
  EXPECT_EQ(early.take(5), std::nullopt);
  EXPECT_EQ(early.size(), 1u);
  EXPECT_EQ(early.take(7), (Priority{2, false}));
}

}  // namespace
}  // namespace weft::h2
