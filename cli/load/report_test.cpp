#include <cli/load/report.hpp>

#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::cli::load {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(LoadReport, durations_have_three_digits) {
  EXPECT_EQ(in_words(0ns), "0 ns");
  EXPECT_EQ(in_words(999ns), "999 ns");
  EXPECT_EQ(in_words(1234ns), "1.23 µs");
  EXPECT_EQ(in_words(56789us), "56.8 ms");
  EXPECT_EQ(in_words(345s), "345 s");
}

TEST(LoadReport, numbers_have_the_digits_that_they_need) {
  EXPECT_EQ(in_digits(0), "0");
  EXPECT_EQ(in_digits(0.0123), "0.0123");
  EXPECT_EQ(in_digits(0.56), "0.56");
  EXPECT_EQ(in_digits(5), "5");
  EXPECT_EQ(in_digits(12.34), "12.3");
  EXPECT_EQ(in_digits(99.99), "100");
  EXPECT_EQ(in_digits(1234567.8), "1,234,568");
}

TEST(LoadReport, tells_of_an_early_end_and_of_what_was_sent_again) {
  Figures figures;
  figures.interrupted = SIGTERM;
  figures.elapsed = 2s;
  figures.tally.unfinished = 7;
  figures.tally.resent = 3;
  const std::string text = to_text(Plan(), figures);
  EXPECT_THAT(text, HasSubstr("interrupted by SIGTERM with 7 under way"));
  EXPECT_THAT(text, HasSubstr("3 times one was sent again"));
  EXPECT_THAT(text, HasSubstr("not connected"));
}

TEST(LoadReport, without_a_pair_there_is_nothing_to_compare) {
  EXPECT_THAT(to_text(Side(), Side()), HasSubstr("nothing to compare"));
}

TEST(LoadReport, tells_what_came_of_the_requests) {
  Plan plan;
  plan.target = parse_target("https://localhost/");
  Figures figures;
  figures.spoken = "HTTP/2";
  figures.connected = 4;
  figures.elapsed = 2s;
  figures.server_cpu = 2460us;
  figures.tally.from = Time{};
  for (int i = 0; i < 1230; ++i) {
    figures.tally.begun(Time{}, Time{});
    figures.tally.answered(Time{}, Time{1ms}, Time{3ms}, i % 2 == 0 ? 200 : 404);
  }
  figures.tally.begun(Time{}, Time{});
  figures.tally.failed(Time{}, "reset: CANCEL");
  figures.tally.unsent = 5;
  const std::string text = to_text(plan, figures);
  for (const char* line : {"https://localhost, HTTP/2, 4 connections x 1 streams",
                           "1,230 answered, 1 failed, in 2.00 s: 615 a second", "615 x 200, 615 x 404",
                           "1 x reset: CANCEL", "5 were due and never sent", "max 3.00 ms", "2.00 µs in the server"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(LoadReport, a_run_without_an_answer_is_told_as_well) {
  const std::string text = to_text(Plan(), Figures());
  EXPECT_THAT(text, HasSubstr("0 answered, 0 failed, in 0 ns: 0 a second"));
}

TEST(LoadReport, progress_is_one_line) {
  EXPECT_EQ(to_text(Progress{2s, 3000, 1}), "2.0 s  3,000 answered  1,500/s  1 failed");
  EXPECT_EQ(to_text(Progress{9s, 5, 0}), "9.0 s  5 answered  0.556/s  0 failed");
  EXPECT_EQ(to_text(Progress{-3s, 0, 0}), "warming up for 3.00 s more");
}

TEST(LoadReport, a_comparison_is_a_table) {
  Side a;
  a.runs.resize(1);
  Side b = a;
  const std::string text = to_text(a, b);
  EXPECT_THAT(text, HasSubstr("requests a second"));
  EXPECT_THAT(text, HasSubstr("1.000 (1.000 to 1.000)"));
  EXPECT_THAT(text, HasSubstr("1 pairs"));
}

}  // namespace
}  // namespace weft::cli::load
