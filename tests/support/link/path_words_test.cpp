#include "path_words.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace weft::link {
namespace {

TEST(PathWords, say_what_a_path_is) {
  const auto path = path_of("rate=500M,delay=40ms,queue=2.5M,loss=0.01,burst=4,seed=7");
  ASSERT_TRUE(path) << path.error();
  EXPECT_EQ(path->rate, 500'000'000U);
  EXPECT_EQ(path->delay, std::chrono::milliseconds(40));
  EXPECT_EQ(path->queue, 2'500'000U);
  EXPECT_DOUBLE_EQ(path->loss, 0.01);
  EXPECT_DOUBLE_EQ(path->burst, 4);
  EXPECT_EQ(path->seed, 7U);
}

TEST(PathWords, leave_out_what_is_as_ever) {
  const auto path = path_of("");
  ASSERT_TRUE(path) << path.error();
  EXPECT_EQ(path->rate, 0U);
  EXPECT_EQ(path->delay, Duration::zero());
}

TEST(PathWords, that_are_wrong_are_told_with_what_was_expected) {
  EXPECT_EQ(path_of("delay=40").error(), "delay=40: expected milliseconds up to 60000ms, as in 40ms");
  EXPECT_EQ(path_of("rate=1T").error(), "rate=1T: expected a number, with k, M or G behind it for larger ones");
  EXPECT_EQ(path_of("delay=1ms,loss=2").error(), "loss=2: expected a share from 0 to 0.99");
  EXPECT_EQ(path_of("queue").error(), "queue: expected a number, with k, M or G behind it for larger ones");
  EXPECT_EQ(path_of("speed=9").error(), "speed=9: expected one of rate, delay, queue, loss, burst, seed");
}

}  // namespace
}  // namespace weft::link
