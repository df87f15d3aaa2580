#include <weft/server/refusals.hpp>

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::server {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class ConnectionRefusals : public testing::Test {
 protected:
  const Time start{std::chrono::hours(1)};
  const std::error_code exhausted = std::make_error_code(std::errc::too_many_files_open);
  std::vector<std::string> lines;
  Diagnostics diagnostics{[this](std::string_view line) { lines.emplace_back(line); }, start};
  Refusals refusals{diagnostics};
};

TEST_F(ConnectionRefusals, name_the_limit_and_what_it_depends_on) {
  refusals.limit_reached(28, start);
  EXPECT_THAT(lines, ElementsAre(AllOf(StartsWith("the limit of 28 connections is reached; 1 refused so far"),
                                       HasSubstr("descriptors: ulimit -n"))));
}

TEST_F(ConnectionRefusals, name_why_the_system_gives_none) {
  refusals.accept_failed(exhausted, 15, start);
  EXPECT_THAT(lines, ElementsAre(StartsWith("connections cannot be accepted: Too many open files; 15 refused so far")));
}

TEST_F(ConnectionRefusals, name_the_limit_of_arrivals) {
  refusals.arrival_refused(Reason::client_connections, start);
  refusals.arrival_refused(Reason::client_connection_rate, start);
  EXPECT_THAT(lines, ElementsAre("connections come against the limit client_connections; 1 refused so far"));
  EXPECT_EQ(refusals.count(), 2U);
}

TEST_F(ConnectionRefusals, are_all_counted_and_told_every_ten_seconds) {
  for (int i = 0; i < 1000; ++i) {
    refusals.limit_reached(28, start + i * std::chrono::milliseconds(9));
    refusals.accept_failed(exhausted, 2, start + i * std::chrono::milliseconds(9));
  }
  EXPECT_EQ(lines.size(), 2U);
  EXPECT_EQ(refusals.count(), 3000U);
  EXPECT_EQ(refusals.by_limit(), 1000U);
  EXPECT_EQ(refusals.by_system(), 2000U);
  refusals.limit_reached(28, start + std::chrono::seconds(10));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_THAT(lines.back(), HasSubstr("3001 refused so far"));
}

// Nothing was closed then: the connections wait in the kernel.
TEST_F(ConnectionRefusals, are_told_where_none_could_be_closed) {
  refusals.accept_failed(exhausted, 0, start);
  EXPECT_EQ(lines.size(), 1U);
  EXPECT_EQ(refusals.count(), 0U);
}

}  // namespace
}  // namespace weft::server
