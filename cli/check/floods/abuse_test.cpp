#include <cli/check/floods/abuse.hpp>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cli/check/check.hpp>
#include <cli/check/output_test.hpp>
#include <weft/server/server.hpp>

namespace weft::cli::check {
namespace {

namespace fs = std::filesystem;

TEST(AbuseOption, lists_floods_instead_of_cases) {
  const std::string all = output_of("--abuse --list");
  EXPECT_THAT(all, testing::HasSubstr("abuse/rapid-reset: 5,000 requests, each reset at once (CVE-2023-44487)\n"));
  EXPECT_THAT(all, testing::Not(testing::HasSubstr("6.3/")));
  EXPECT_EQ(output_of("--abuse --list --only abuse/ping"), "abuse/ping: 10,000 PING (CVE-2019-9512)\n");
}

TEST(AbuseOption, is_no_part_of_a_check_by_itself) {
  EXPECT_THAT(output_of("--list"), testing::Not(testing::HasSubstr("abuse/")));
}

TEST(AbuseOption, knows_when_nothing_is_meant) {
  EXPECT_THROW(list_floods({"6.9"}), std::runtime_error);
}

// The error of the command line.
std::string refusal_of(const std::string& arguments) {
  CLI::App app;
  int code = 0;
  add_check(app, code);
  std::string refusal;
  testing::internal::CaptureStdout();
  try {
    app.parse("check server --abuse --list " + arguments);
  } catch (const CLI::ExcludesError& error) {
    refusal = error.what();
  }
  testing::internal::GetCapturedStdout();
  return refusal;
}

TEST(AbuseOption, refuses_what_means_nothing_with_it) {
  for (const char* other : {"--strict", "--restart true", "--at-a-time 2"})
    EXPECT_THAT(refusal_of(other), testing::HasSubstr("--abuse")) << other;
  for (const char* other : {"--json -", "--junit a.xml", "--record a", "--verbose"}) EXPECT_EQ(refusal_of(other), "");
}

// Its limit meets honest traffic.
class AbuseOfAServer : public testing::Test {
 protected:
  static ServerOptions options() {
    ServerOptions options{.threads = 1, .signals = Signals::ignore};
    options.connection.h2.limits.pings = 10;
    return options;
  }
  AbuseOfAServer() : server_(options()) {
    server_.get("/", [](Context& c) { c.text(std::string(5'000, 'x')); });
    server_.listen("http://127.0.0.1:0");
    server_.start();
  }
  ~AbuseOfAServer() override {
    server_.stop();
    server_.wait();
    fs::remove_all(folder_);
  }

  int check(const Telling& telling) {
    return check_abuse(server_.endpoints().front().url, {}, telling, std::chrono::seconds(5), {});
  }

  Server server_;
  const fs::path folder_ = fs::temp_directory_path() / ("weft-abuse-" + std::to_string(::getpid()));
};

TEST_F(AbuseOfAServer, records_what_fails) {
  testing::internal::CaptureStdout();
  const int code = check({.only = {"abuse/ping", "abuse/settings"}, .record = folder_.string()});
  EXPECT_THAT(testing::internal::GetCapturedStdout(),
              testing::HasSubstr("recorded in " + (folder_ / "abuse-ping-honest.sqlog").string()));
  EXPECT_EQ(code, some_fail);
  EXPECT_TRUE(fs::exists(folder_ / "abuse-ping.sqlog"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 2);
}

TEST_F(AbuseOfAServer, writes_json_instead_of_text) {
  testing::internal::CaptureStdout();
  const int code = check({.only = {"abuse/settings"}, .json = "-"});
  EXPECT_THAT(testing::internal::GetCapturedStdout(), testing::StartsWith("{\n"));
  EXPECT_EQ(code, all_hold);
}

TEST(AbuseOption, alone_has_a_process) {
  CLI::App app;
  int code = 0;
  add_check(app, code);
  EXPECT_THROW(app.parse("check server --pid 1 http://127.0.0.1:1/"), CLI::RequiresError);
}

}  // namespace
}  // namespace weft::cli::check
