#include <weft/session/surroundings.hpp>

#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::session {
namespace surroundings_test {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

// Each call as "rate 0 [2,500]".
struct Calls final : trace::Reader {
  void on_event(const trace::Event&) override {}
  void on_call(const trace::Call& call) override {
    told.push_back(fmt::format("{} {} [{}]", to_string(call.verb), call.message, fmt::join(call.numbers, ",")));
  }

  std::vector<std::string> told;
};

constexpr Time start{seconds(100)};

std::shared_ptr<SharedRate> rate_of(const std::shared_ptr<RateSetting>& setting) {
  return std::make_shared<SharedRate>(setting);
}

struct Around : testing::Test {
  Calls calls;
  http::WallTime wall{start, http::Date(seconds(1'000))};
  Surroundings surroundings{calls, &wall};
  std::shared_ptr<RateSetting> setting = std::make_shared<RateSetting>(500);
  std::shared_ptr<SharedRate> rate = rate_of(setting);
  RateShare share{rate};
};

TEST_F(Around, nothing_is_told_while_the_clock_goes_on) {
  surroundings.look(start);
  wall = {start + seconds(7), http::Date(seconds(1'007))};
  surroundings.look(start + seconds(7));
  EXPECT_THAT(calls.told, IsEmpty());
}

TEST_F(Around, a_clock_that_was_set_is_told_once) {
  wall = {start + seconds(7), http::Date(seconds(5'000))};
  surroundings.look(start + seconds(6));
  surroundings.look(start + seconds(8));
  EXPECT_THAT(calls.told, ElementsAre("wall_time 0 [1000000000,5000]"));
}

TEST_F(Around, a_clock_that_drifts_is_told_when_its_second_is_another_one) {
  wall.date += seconds(0);
  wall.time -= std::chrono::milliseconds(1);
  surroundings.look(start);
  EXPECT_THAT(calls.told, IsEmpty());
  surroundings.look(start + std::chrono::microseconds(999'500));
  EXPECT_EQ(calls.told.size(), 1u);
}

TEST_F(Around, a_rate_is_told_with_its_share_and_its_changes) {
  surroundings.limit(1, std::array{Surroundings::Rate{.share = &share}}, start);
  setting->change(700);
  surroundings.look(start);
  surroundings.look(start);
  EXPECT_THAT(calls.told, ElementsAre("limit 1 [1,2,500]", "rate 0 [2,700]"));
}

TEST_F(Around, messages_may_have_a_share_or_a_rate_in_common) {
  RateShare other(rate);
  surroundings.limit(1, std::array{Surroundings::Rate{.share = &share}}, start);
  surroundings.limit(3, std::array{Surroundings::Rate{.share = &share}}, start);
  surroundings.limit(5, std::array{Surroundings::Rate{.share = &other}}, start);
  EXPECT_THAT(calls.told, ElementsAre("limit 1 [1,2,500]", "limit 3 [1,2,500]", "limit 5 [3,2,500]"));
  setting->change(0);
  surroundings.look(start);
  EXPECT_EQ(calls.told.back(), "rate 0 [2,0]");
  EXPECT_EQ(calls.told.size(), 4u);
}

TEST_F(Around, a_share_that_is_gone_leaves_its_number_behind) {
  surroundings.limit(1, std::array{Surroundings::Rate{.share = &share}}, start);
  surroundings.forget(1);
  surroundings.limit(3, std::array{Surroundings::Rate{.share = &share}}, start);
  setting->change(9);
  surroundings.forget(3);
  surroundings.look(start);
  EXPECT_THAT(calls.told, ElementsAre("limit 1 [1,2,500]", "limit 3 [3,4,500]"));
}

TEST_F(Around, what_others_do_to_a_rate_cannot_be_told) {
  surroundings.limit(1, std::array{Surroundings::Rate{.share = &share, .is_common = true}}, start);
  EXPECT_THAT(calls.told, ElementsAre("limit 1 []"));
}

TEST_F(Around, a_common_rate_that_lets_all_through_does_no_harm_until_it_does_not) {
  setting->change(0);
  surroundings.limit(1, std::array{Surroundings::Rate{.share = &share, .is_common = true}}, start);
  surroundings.look(start);
  EXPECT_THAT(calls.told, ElementsAre("limit 1 [1,2,0]"));
  setting->change(500);
  surroundings.look(start);
  EXPECT_THAT(calls.told, ElementsAre("limit 1 [1,2,0]", "limit 1 []"));
}

TEST_F(Around, a_lack_of_memory_is_told_once) {
  surroundings.lack_memory(start);
  surroundings.lack_memory(start);
  EXPECT_THAT(calls.told, ElementsAre("lack_memory 0 []"));
}

}  // namespace
}  // namespace surroundings_test
}  // namespace weft::session
