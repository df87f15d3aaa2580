#include <weft/server/control/stream_report.hpp>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace weft::server {
namespace stream_report_test {

using nlohmann::json;
using testing::ElementsAre;
using Details = StreamReport::Details;

Details connection(std::uint64_t id, bool is_busy = false) {
  Details details{.connection = {.id = id}};
  if (is_busy) details.engine.streams.push_back({.id = 1});
  return details;
}

std::vector<int> ids_of(const StreamReport& report) {
  std::vector<int> ids;
  const json told = json::parse(report.to_json());
  for (const json& each : told["connections"]) ids.push_back(each["id"]);
  return ids;
}

TEST(StreamReport, is_complete_when_each_loop_has_told_its_own) {
  StreamReport report({}, 2, Time());
  report.add({connection(5), connection(2)}, 2);
  EXPECT_FALSE(report.is_complete());
  EXPECT_EQ(json::parse(report.to_json())["complete"], false);
  report.add({connection(3)}, 7);
  EXPECT_TRUE(report.is_complete());
  EXPECT_THAT(ids_of(report), ElementsAre(2, 3, 5));
  EXPECT_EQ(json::parse(report.to_json())["connections_open"], 9);
}

TEST(StreamReport, keeps_those_that_are_busy) {
  StreamReport report({.limit = 2}, 2, Time());
  report.add({connection(1), connection(5, true)}, 2);
  report.add({connection(2), connection(9, true)}, 2);
  EXPECT_THAT(ids_of(report), ElementsAre(5, 9));
}

Details waiting(std::uint64_t id, std::chrono::seconds time, bool may_be_meant = false) {
  Details details = connection(id, true);
  details.engine.streams.push_back({.id = 3, .wait = http::Wait::stream_window, .waiting = time});
  if (may_be_meant) details.engine.streams[1].wait = http::Wait::application;
  details.engine.streams[1].has_begun = may_be_meant;
  return details;
}

// The answer is in the order of ids nevertheless.
TEST(StreamReport, keeps_those_whose_streams_are_worst) {
  using namespace std::chrono_literals;
  StreamReport report({.limit = 3}, 2, Time());
  report.add({connection(1, true), waiting(2, 1s), waiting(3, 3600s, true), waiting(4, 5s)}, 4);
  EXPECT_THAT(ids_of(report), ElementsAre(2, 3, 4));
  report.add({connection(5), waiting(6, 9s), waiting(7, 2s)}, 3);
  EXPECT_THAT(ids_of(report), ElementsAre(4, 6, 7));
}

TEST(StreamReport, keeps_the_oldest_of_those_that_are_alike) {
  StreamReport report({.limit = 2}, 1, Time());
  report.add({connection(9, true), connection(2, true), connection(5, true)}, 3);
  EXPECT_THAT(ids_of(report), ElementsAre(2, 5));
}

TEST(StreamReport, tells_its_time_since_the_start) {
  StreamReport report({}, 0, std::chrono::steady_clock::now() - std::chrono::hours(1));
  EXPECT_GE(json::parse(report.to_json())["at"], 3600);
}

TEST(StreamQuery, asks_for_one_connection_or_for_some) {
  EXPECT_EQ(parse_stream_query("")->limit, 1000u);
  EXPECT_EQ(parse_stream_query("")->connection, 0u);
  EXPECT_EQ(parse_stream_query("limit=20")->limit, 20u);
  EXPECT_EQ(parse_stream_query("connection=7&limit=10000")->connection, 7u);
}

TEST(StreamQuery, is_refused_where_it_is_not_understood) {
  for (const auto* wrong : {"limit=", "limit=0", "limit=10001", "connection=", "connection=0", "connection=x",
                            "connection=-1", "connection=99999999999999999999", "connection", "limits=1", "&"}) {
    EXPECT_FALSE(parse_stream_query(wrong)) << wrong;
  }
}

}  // namespace stream_report_test
}  // namespace weft::server
