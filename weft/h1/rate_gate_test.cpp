#include <weft/h1/rate_gate.hpp>

#include <gtest/gtest.h>

#include <array>

namespace weft::h1 {
namespace rate_gate_test {

using namespace std::chrono_literals;

constexpr Time start{};

TEST(RateGate, without_rates_lets_all_pass) {
  RateGate gate;
  EXPECT_EQ(gate.let(std::size_t{1} << 20, start), std::size_t{1} << 20);
  EXPECT_FALSE(gate.is_closed());
  EXPECT_EQ(gate.deadline(), never);
}

TEST(RateGate, closes_until_there_is_enough) {
  OwnRate bucket(1000, 1000, start);
  const std::array<OctetRate*, 1> buckets{&bucket};
  RateGate gate;
  gate.set(buckets);
  EXPECT_EQ(gate.let(5000, start), 1000u);
  gate.passed(1000, start);
  EXPECT_EQ(gate.let(5000, start), 0u);
  EXPECT_TRUE(gate.is_closed());
  EXPECT_EQ(gate.deadline(), start + 500ms);
  EXPECT_FALSE(gate.try_again(start + 499ms));
  EXPECT_EQ(gate.let(5000, start + 10s), 0u);
  EXPECT_TRUE(gate.try_again(start + 500ms));
  EXPECT_EQ(gate.deadline(), never);
  EXPECT_EQ(gate.let(5000, start + 500ms), 500u);
}

TEST(RateGate, opens_where_the_rates_are_taken_away) {
  OwnRate closed(0, 0, start);
  const std::array<OctetRate*, 1> buckets{&closed};
  RateGate gate;
  gate.set(buckets);
  EXPECT_EQ(gate.let(1, start), 0u);
  gate.set({});
  EXPECT_EQ(gate.let(1, start), 1u);
}

}  // namespace rate_gate_test
}  // namespace weft::h1
