#include <cli/check/telling.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cli/check/findings_test.hpp>

namespace weft::cli::check {
namespace {

namespace fs = std::filesystem;

// A folder that is not there yet, and goes with the test.
class Told : public testing::Test {
 protected:
  ~Told() override { fs::remove_all(folder_); }

  std::string printed_by(const Findings& findings, const Telling& telling, int expected) {
    testing::internal::CaptureStdout();
    EXPECT_EQ(tell(findings, "https://localhost/", telling), expected);
    return testing::internal::GetCapturedStdout();
  }

  const fs::path folder_ = fs::temp_directory_path() / ("weft-telling-" + std::to_string(::getpid()));
};

Findings recorded_findings() {
  Findings findings = some_findings();
  for (Finding& finding : findings.cases) finding.recording = "of " + std::string(finding.one->id);
  return findings;
}

TEST_F(Told, saves_recordings_of_cases_that_fail) {
  const std::string report = printed_by(recorded_findings(), {.record = folder_.string()}, some_fail);
  EXPECT_THAT(report, testing::HasSubstr("recorded in " + (folder_ / "6.9-wrong.sqlog").string()));
  std::stringstream content;
  content << std::ifstream(folder_ / "6.9-wrong.sqlog").rdbuf();
  EXPECT_EQ(content.str(), "of 6.9/wrong");
  EXPECT_EQ(fs::status(folder_ / "6.9-wrong.sqlog").permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(Told, saves_what_fails_where_it_is_strict) {
  printed_by(recorded_findings(), {.strict = true, .record = folder_.string()}, some_fail);
  EXPECT_TRUE(fs::exists(folder_ / "7541-6.1-allowed.sqlog"));
}

TEST_F(Told, saves_nothing_where_no_folder_is_wanted) {
  EXPECT_THAT(printed_by(recorded_findings(), {}, some_fail), testing::Not(testing::HasSubstr("recorded in")));
}

TEST_F(Told, says_why_nothing_could_be_asked) {
  Findings none;
  none.unreachable = "nobody is there";
  testing::internal::CaptureStderr();
  printed_by(none, {}, not_asked);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "weft: https://localhost/: nobody is there\n");
}

// Cases that were not tried hold, each by itself.
TEST_F(Told, fails_where_the_server_had_gone_though_no_case_fails) {
  Findings gone;
  gone.cases = {{&exact_case, Sort::exact}, {&wrong_case, Sort::not_tried, "the server had gone"}};
  gone.unreachable = "connection_refused";
  testing::internal::CaptureStderr();
  EXPECT_THAT(printed_by(gone, {}, not_asked), testing::HasSubstr("the server had gone: connection_refused\n"));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "weft: https://localhost/: connection_refused\n");
}

TEST_F(Told, fails_where_the_server_died_while_no_case_was_under_way) {
  Findings died;
  died.cases = {{&exact_case, Sort::exact}};
  died.deaths = {{}};
  EXPECT_THAT(printed_by(died, {}, some_fail), testing::HasSubstr("the server died while no case was under way\n"));
}

}  // namespace
}  // namespace weft::cli::check
