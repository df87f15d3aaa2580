#include <cli/load/call_log.hpp>

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <gtest/gtest.h>

namespace weft::cli::load {
namespace {

using namespace std::chrono_literals;

constexpr Time from{1h};

std::string file_name() {
  return testing::TempDir() + std::to_string(::getpid()) + "weft_call_log";
}

std::string content() {
  std::ifstream file(file_name());
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(CallLog, has_a_line_for_each_request_of_the_measurement) {
  const Requests requests = {{.path = "/a"}, {.method = "PUT", .path = "/b?c"}};
  CallLogFile file(file_name());
  {
    CallLog log(file, requests);
    log.add({.due = from - 1ns}, from, from + 1s, "answered");
    log.add({.due = from + 1500ms, .first = from + 1502ms, .status = 200}, from, from + 1503ms, "answered");
    log.add({.due = from, .request = 1, .again = true}, from, from + 3s, "timed_out");
  }
  file.close();
  EXPECT_EQ(content(), std::string(CallLogFile::columns) +
                           "1.500000\t3000.0\t2000.0\t200\t0\tGET\t/a\tanswered\n"
                           "0.000000\t3000000.0\t-\t-\t1\tPUT\t/b?c\ttimed_out\n");
}

TEST(CallLog, long_ones_are_whole) {
  const Requests requests = {Request()};
  CallLogFile file(file_name());
  {
    CallLog log(file, requests);
    for (int i = 0; i < 10'000; ++i) log.add({.due = from, .first = from, .status = 200}, from, from, "answered");
  }
  file.close();
  const std::string text = content();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 10'001);
}

TEST(CallLog, a_file_that_cannot_be_written_is_named) {
  EXPECT_THROW(CallLogFile("/no/such/folder/log"), std::runtime_error);
  CallLogFile full("/dev/full");
  full.write("x\n");
  EXPECT_THROW(full.close(), std::runtime_error);
}

}  // namespace
}  // namespace weft::cli::load
