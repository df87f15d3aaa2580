#include <cli/load/ratios.hpp>

#include <array>

#include <gtest/gtest.h>

namespace weft::cli::load {
namespace {

std::vector<double> up_to(int count) {
  std::vector<double> values;
  for (int i = 1; i <= count; ++i) values.push_back(i);
  return values;
}

const std::vector<double> ones(20, 1.0);

Ratio of_first(int count) {
  return paired_ratio(up_to(count), std::span(ones).first(static_cast<std::size_t>(count)));
}

TEST(Ratios, are_taken_within_pairs) {
  const Ratio ratio = paired_ratio(std::array{2.0, 30.0, 8.0}, std::array{1.0, 10.0, 2.0});
  EXPECT_EQ(ratio.pairs, (std::vector{2.0, 3.0, 4.0}));
  EXPECT_EQ(ratio.median, 3);
}

TEST(Ratios, the_median_of_an_even_number_is_between_the_middle_two) {
  EXPECT_EQ(of_first(4).median, 2.5);
}

// The usual table of the sign test: n, the rank from each end, the confidence.
TEST(Ratios, the_interval_is_that_of_the_sign_test) {
  struct Row {
    int count;
    int rank;
    double confidence;
  };
  for (const Row& row : {Row{1, 1, 0}, Row{5, 1, 0.9375}, Row{6, 1, 0.96875}, Row{8, 1, 0.9921875},
                         Row{9, 2, 0.9609375}, Row{10, 2, 0.978515625}, Row{20, 6, 0.958610534667969}}) {
    SCOPED_TRACE(row.count);
    const Ratio ratio = of_first(row.count);
    EXPECT_EQ(ratio.low, row.rank);
    EXPECT_EQ(ratio.high, row.count + 1 - row.rank);
    EXPECT_NEAR(ratio.confidence, row.confidence, 1e-9);
  }
}

}  // namespace
}  // namespace weft::cli::load
