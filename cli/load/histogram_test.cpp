#include <cli/load/histogram.hpp>

#include <gtest/gtest.h>

namespace weft::cli::load {
namespace {

using namespace std::chrono_literals;

TEST(Histogram, of_nothing_is_all_zeros) {
  const Histogram none;
  EXPECT_EQ(none.count(), 0U);
  EXPECT_EQ(none.smallest(), 0ns);
  EXPECT_EQ(none.largest(), 0ns);
  EXPECT_EQ(none.mean(), 0ns);
  EXPECT_EQ(none.deviation(), 0ns);
  EXPECT_EQ(none.at(0.99), 0ns);
}

TEST(Histogram, short_durations_are_exact) {
  Histogram histogram;
  for (int i = 1; i <= 100; ++i) histogram.record(Duration(i));
  EXPECT_EQ(histogram.at(0), 1ns);
  EXPECT_EQ(histogram.at(0.5), 50ns);
  EXPECT_EQ(histogram.at(0.99), 99ns);
  EXPECT_EQ(histogram.at(1), 100ns);
}

TEST(Histogram, a_percentile_is_never_too_low_and_at_most_a_step_too_high) {
  for (Duration::rep value = 1; value < 1'000'000'000'000; value = value * 21 / 20 + 1) {
    Histogram histogram;
    histogram.record(Duration(value));
    histogram.record(20min);
    const auto found = histogram.at(0.5).count();
    EXPECT_GE(found, value);
    EXPECT_LE(static_cast<double>(found), static_cast<double>(value) * (1 + 1.0 / 128));
  }
}

TEST(Histogram, extremes_mean_and_deviation_are_exact) {
  Histogram histogram;
  for (const Duration value : {1000001ns, 1000003ns, 1000005ns, 1000007ns}) histogram.record(value);
  EXPECT_EQ(histogram.smallest(), 1000001ns);
  EXPECT_EQ(histogram.largest(), 1000007ns);
  EXPECT_EQ(histogram.mean(), 1000004ns);
  EXPECT_NEAR(static_cast<double>(histogram.deviation().count()), 2.2, 0.5);
}

TEST(Histogram, no_percentile_is_above_the_largest) {
  Histogram histogram;
  histogram.record(1000001ns);
  EXPECT_EQ(histogram.at(0.5), 1000001ns);
}

TEST(Histogram, what_is_out_of_range_counts_at_its_end) {
  Histogram histogram;
  histogram.record(-5ns);
  histogram.record(24h);
  EXPECT_EQ(histogram.smallest(), 0ns);
  EXPECT_GT(histogram.largest(), 18min);
  EXPECT_EQ(histogram.at(1), histogram.largest());
}

TEST(Histogram, two_added_are_one_of_all) {
  Histogram one;
  Histogram other;
  Histogram all;
  for (int i = 1; i <= 1000; ++i) {
    (i % 3 == 0 ? one : other).record(Duration(i * 977));
    all.record(Duration(i * 977));
  }
  one.add(other);
  EXPECT_EQ(one.count(), all.count());
  EXPECT_EQ(one.smallest(), all.smallest());
  EXPECT_EQ(one.largest(), all.largest());
  EXPECT_EQ(one.mean(), all.mean());
  for (const double share : {0.1, 0.5, 0.9, 0.999}) EXPECT_EQ(one.at(share), all.at(share));
}

}  // namespace
}  // namespace weft::cli::load
