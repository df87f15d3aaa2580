#include <weft/server/control/connection_list.hpp>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace weft::server {
namespace connection_list_test {

using nlohmann::json;
using testing::HasSubstr;
using View = ConnectionList::View;

std::vector<View> views(std::initializer_list<std::uint64_t> ids) {
  std::vector<View> all;
  for (const std::uint64_t id : ids) all.push_back({.id = id});
  return all;
}

std::vector<int> ids_of(const ConnectionList& list) {
  std::vector<int> ids;
  const json told = json::parse(list.to_json());
  for (const json& each : told["connections"]) ids.push_back(each["id"]);
  return ids;
}

TEST(ConnectionList, is_complete_when_each_loop_has_told_its_own) {
  ConnectionList list(10, 2);
  list.add(views({5, 2}));
  EXPECT_FALSE(list.is_complete());
  EXPECT_EQ(json::parse(list.to_json())["complete"], false);
  list.add(views({3}));
  EXPECT_TRUE(list.is_complete());
  EXPECT_THAT(ids_of(list), testing::ElementsAre(2, 3, 5));
}

TEST(ConnectionList, has_no_more_than_was_asked_for) {
  ConnectionList list(2, 2);
  list.add(views({5, 2}));
  list.add(views({3, 1}));
  EXPECT_THAT(ids_of(list), testing::ElementsAre(1, 2));
}

TEST(ConnectionList, tells_all_of_a_connection) {
  ConnectionList list(1, 1);
  const Time now = std::chrono::steady_clock::now();
  list.add({{.id = 7,
             .state = View::State::active,
             .peer = "192.0.2.1:5",
             .version = http::Version::http2,
             .tls = "TLSv1.3",
             .since = now - std::chrono::seconds(90),
             .heard = now - std::chrono::seconds(30),
             .streams = 2,
             .requests = 9,
             .octets = io::SocketOctets{.received = 11, .sent = 12}}});
  const json told = json::parse(list.to_json())["connections"][0];
  EXPECT_EQ(told["peer"], "192.0.2.1:5");
  EXPECT_EQ(told["version"], "HTTP/2");
  EXPECT_EQ(told["tls"], "TLSv1.3");
  EXPECT_EQ(told["state"], "active");
  EXPECT_EQ(told["since"].get<std::string>().size(), std::string("2026-11-29T15:47:34Z").size());
  EXPECT_GE(told["age_seconds"], 90);
  EXPECT_GE(told["heard_seconds"], 30);
  EXPECT_LT(told["heard_seconds"], told["age_seconds"]);
  EXPECT_EQ(told["streams"], 2);
  EXPECT_EQ(told["requests"], 9);
  EXPECT_EQ(told["received_bytes"], 11);
  EXPECT_EQ(told["sent_bytes"], 12);
}

TEST(ConnectionList, says_what_nobody_knows_yet) {
  ConnectionList list(1, 1);
  list.add(views({1}));
  const json told = json::parse(list.to_json())["connections"][0];
  EXPECT_EQ(told["state"], "opening");
  for (const auto* each : {"version", "tls", "since", "age_seconds", "heard_seconds", "received_bytes", "sent_bytes"}) {
    EXPECT_TRUE(told[each].is_null()) << each;
  }
}

TEST(StatusQuery, asks_for_connections_and_how_many) {
  EXPECT_FALSE(parse_status_query("")->connections);
  EXPECT_TRUE(parse_status_query("connections")->connections);
  EXPECT_EQ(parse_status_query("connections")->limit, 1000u);
  EXPECT_EQ(parse_status_query("connections=&limit=10000")->limit, 10'000u);
  EXPECT_TRUE(parse_status_query("limit=1&connections")->connections);
}

TEST(StatusQuery, is_refused_where_it_is_not_understood) {
  for (const auto* wrong : {"limit=", "limit=0", "limit=x", "limit=-1", "limit=10001", "limit=1x"}) {
    EXPECT_THAT(parse_status_query(wrong).error(), HasSubstr("from 1 to 10000")) << wrong;
  }
  EXPECT_THAT(parse_status_query("conections").error(), HasSubstr("conections: expected connections"));
}

}  // namespace connection_list_test
}  // namespace weft::server
