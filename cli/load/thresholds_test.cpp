#include <cli/load/thresholds.hpp>

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::cli::load {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A hundred requests in ten seconds: 97 answered, each a millisecond later than the one before, and 3 failed.
Figures figures() {
  Figures figures;
  Tally& tally = figures.tally;
  tally.from = Time{};
  for (int i = 1; i <= 100; ++i) {
    tally.begun(Time{}, Time{});
    if (i <= 97)
      tally.answered(Time{}, Time{}, Time{i * 1ms}, i <= 2 ? 503 : i == 3 ? 500 : 200);
    else
      tally.failed(Time{}, "reset: CANCEL");
  }
  figures.elapsed = 10s;
  return figures;
}

std::vector<std::string> crossed(const std::string& text) {
  return crossed(parse_thresholds(text), figures());
}

TEST(Thresholds, latencies_are_held_against_times) {
  EXPECT_THAT(crossed("max>50ms"), ElementsAre("max>50ms: it was 97.0 ms"));
  EXPECT_THAT(crossed("p50>40ms"), testing::SizeIs(1));
  EXPECT_THAT(crossed("p50>60ms,p99.9>98ms,min<1ms,mean>0.1s"), IsEmpty());
  EXPECT_THAT(crossed("max>=97ms, min<=1ms"), testing::SizeIs(2));
}

TEST(Thresholds, errors_and_statuses_are_numbers_or_shares) {
  EXPECT_THAT(crossed("errors>2"), ElementsAre("errors>2: it was 3"));
  EXPECT_THAT(crossed("errors>2.9%"), ElementsAre("errors>2.9%: it was 3 %"));
  EXPECT_THAT(crossed("errors>3,errors>3%,5xx>3,503>2,404>0,5xx>3.1%"), IsEmpty());
  EXPECT_THAT(crossed("5xx>=3,503>=2,500>0,5xx>3%"), testing::SizeIs(4));
}

TEST(Thresholds, what_was_never_sent_is_an_error) {
  Figures run = figures();
  run.tally.unsent = 100;
  EXPECT_THAT(crossed(parse_thresholds("errors>51%"), run), ElementsAre("errors>51%: it was 51.5 %"));
}

TEST(Thresholds, a_rate_may_be_too_low) {
  EXPECT_THAT(crossed("rate<10"), ElementsAre("rate<10: it was 9.7"));
  EXPECT_THAT(crossed("rate<9"), IsEmpty());
}

TEST(Thresholds, without_an_answer_no_latency_is_good) {
  EXPECT_THAT(crossed(parse_thresholds("p99>50ms,errors>0"), Figures()), ElementsAre("p99>50ms: there was no answer"));
}

TEST(Thresholds, what_cannot_be_understood_is_quoted) {
  for (const std::string text : {"", ",", "p99", "p99>", "p99>50", "p99=50ms", "p99>>1s", "p0>1s", "p100>1s", "px>1s",
                                 "errors>x", "errors>-1", "rate<5%", "colour>3", "1xx>0", "5xy>0", ">1"}) {
    SCOPED_TRACE(text);
    try {
      parse_thresholds(text);
      ADD_FAILURE();
    } catch (const std::invalid_argument& error) {
      EXPECT_THAT(error.what(), HasSubstr("--fail-if"));
      EXPECT_THAT(error.what(), HasSubstr("expected"));
    }
  }
}

}  // namespace
}  // namespace weft::cli::load
