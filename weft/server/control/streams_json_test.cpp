#include <weft/server/control/streams_json.hpp>

#include <array>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace weft::server {
namespace streams_json_test {

using namespace std::chrono_literals;
using http::Wait;
using nlohmann::json;
using Details = session::server::ConnectionDetails;
using State = session::server::ConnectionView::State;

Details connection_with_a_stream() {
  Details details{.connection = {.id = 7,
                                 .state = State::active,
                                 .peer = "192.0.2.1:5",
                                 .version = http::Version::http2,
                                 .since = Time(90s)},
                  .now = Time(100s),
                  .backlog = 1000};
  details.connection.octets =
      io::SocketOctets{.received = 11, .sent = 12, .unsent = 500, .rate = 9000, .round_trip = 21ms};
  details.engine = {
      .unproduced = 10,
      .unread = 3,
      .windows = http::EngineView::Windows{.send = 412, .receive = 99, .receive_target = 100, .stream_send = 70},
      .scheme = http::EngineView::Scheme::urgency,
      .next = {43, 47},
      .table_out = http::EngineView::FieldTable{.size = 1, .max_size = 2, .entries = 3, .octets = 8, .saved = 4},
      .table_in = http::EngineView::FieldTable{.size = 5, .max_size = 6, .entries = 7},
      .limits = {{"pings", 1, 100}}};
  details.engine.streams = {{.id = 41,
                             .state = "open",
                             .priority = {.urgency = 5, .incremental = true},
                             .is_scheduled = true,
                             .wait = Wait::stream_window,
                             .waiting = 2s,
                             .send_window = -4,
                             .receive_window = 8,
                             .unread = 2,
                             .sent = 15,
                             .received = 16,
                             .unsent = 17}};
  details.engine.streams[0].waits[Wait::stream_window] = 2500ms;
  details.requests = {{.id = 41, .method = "GET", .path = "/a", .status = http::Status::ok, .started = Time(97s)}};
  return details;
}

json told(const Details& details) {
  return json::parse(streams_json(std::array{details}, {.is_complete = true, .at = 65310ms}));
}

TEST(StreamsJson, tells_all_of_a_connection) {
  const json all = told(connection_with_a_stream());
  EXPECT_EQ(all["complete"], true);
  EXPECT_EQ(all["at"], 65.31);
  json one = all["connections"][0];
  EXPECT_EQ(one["streams_open"], 1);
  one.erase("streams_open");
  one.erase("streams");
  EXPECT_EQ(one, (json{{"id", 7},
                       {"peer", "192.0.2.1:5"},
                       {"version", "HTTP/2"},
                       {"tls", nullptr},
                       {"state", "open"},
                       {"age", 10.0},
                       {"send_window", 412},
                       {"send_window_initial", 65535},
                       {"initial_window", 70},
                       {"receive_window", 99},
                       {"receive_window_target", 100},
                       {"unread", 3},
                       {"composed", 1010},
                       {"unacknowledged", 500},
                       {"rate", 9000},
                       {"round_trip", 0.021},
                       {"sent", 12},
                       {"received", 11},
                       {"stalled", 1.0},
                       {"who", "client"},
                       {"priorities", "urgency"},
                       {"next", {43, 47}},
                       {"hpack",
                        {{"out", {{"size", 1}, {"max", 2}, {"entries", 3}, {"octets", 8}, {"saved", 4}}},
                         {"in", {{"size", 5}, {"max", 6}, {"entries", 7}, {"octets", nullptr}, {"saved", nullptr}}}}},
                       {"limits", json::array({{{"name", "pings"}, {"used", 1}, {"of", 100}}})},
                       {"frames", nullptr}}));
}

TEST(StreamsJson, has_the_last_frames_where_they_are_kept) {
  Details details = connection_with_a_stream();
  details.frames = {{.time = Time(99s), .type = 1, .flags = 5, .stream = 41, .length = 20},
                    {.time = Time(99500ms), .is_sent = true, .type = 8, .length = 4, .increment = 65'535}};
  EXPECT_EQ(told(details)["connections"][0]["frames"], json::parse(R"([
    {"age": 1.0, "direction": "received", "type": "HEADERS", "stream": 41, "flags": ["END_STREAM", "END_HEADERS"],
     "length": 20, "increment": null},
    {"age": 0.5, "direction": "sent", "type": "WINDOW_UPDATE", "stream": 0, "flags": [], "length": 4,
     "increment": 65535}])"));
}

TEST(StreamsJson, tells_all_of_a_stream_and_its_verdict) {
  const json all = told(connection_with_a_stream());
  json one = all["connections"][0]["streams"][0];
  EXPECT_EQ(one["verdict"], all["verdict"]);
  EXPECT_EQ(one["verdict"]["wait"], "stream_window");
  EXPECT_EQ(one["verdict"]["side"], "client");
  EXPECT_EQ(one["verdict"]["connection"], 7);
  EXPECT_EQ(one["verdict"]["stream"], 41);
  EXPECT_THAT(one["verdict"]["sentence"].get<std::string>(),
              testing::StartsWith("stream 41 GET /a (connection 7): 2.5 s of 3.0 s"));
  EXPECT_GT(one["verdict"]["proof"].size(), 2u);
  EXPECT_EQ(one["waits"]["stream_window"], 2.5);
  EXPECT_EQ(one["waits"].size(), 7u);
  for (const auto* member : {"verdict", "waits"}) one.erase(member);
  EXPECT_EQ(one, (json{{"id", 41},          {"method", "GET"},     {"target", "/a"},
                       {"status", 200},     {"state", "open"},     {"pushed", false},
                       {"urgency", 5},      {"incremental", true}, {"parent", nullptr},
                       {"weight", nullptr}, {"scheduled", true},   {"wait", "stream_window"},
                       {"waiting", 2.0},    {"side", "client"},    {"age", 3.0},
                       {"window", -4},      {"receive_window", 8}, {"unread", 2},
                       {"ready", 17},       {"sent", 15},          {"received", 16}}));
}

TEST(StreamsJson, has_the_tree_in_the_place_of_urgencies) {
  Details details = connection_with_a_stream();
  details.engine.scheme = http::EngineView::Scheme::tree;
  details.engine.streams[0].place = http::StreamView::Place{3, 200};
  const json one = told(details)["connections"][0];
  EXPECT_EQ(one["priorities"], "tree");
  EXPECT_EQ(one["streams"][0]["parent"], 3);
  EXPECT_EQ(one["streams"][0]["weight"], 200);
  EXPECT_TRUE(one["streams"][0]["urgency"].is_null());
}

TEST(StreamsJson, says_null_for_what_nobody_knows) {
  const json all = told({.connection = {.id = 1}});
  const json one = all["connections"][0];
  EXPECT_TRUE(all["verdict"].is_null());
  EXPECT_EQ(one["state"], "opening");
  EXPECT_EQ(one["who"], "none");
  for (const auto* each : {"version", "age", "send_window", "unacknowledged", "rate", "sent", "priorities", "hpack"}) {
    EXPECT_TRUE(one[each].is_null()) << each;
  }
  EXPECT_TRUE(one["streams"].empty());
}

TEST(StreamsJson, has_the_states_of_connections) {
  Details details = connection_with_a_stream();
  const auto state = [&] { return told(details)["connections"][0]["state"]; };
  details.engine.is_draining = true;
  EXPECT_EQ(state(), "draining");
  details.connection.state = State::closing;
  EXPECT_EQ(state(), "closing");
  details.connection.state = State::parked;
  EXPECT_EQ(state(), "parked");
}

TEST(StreamsJson, judges_the_worst_of_all_connections) {
  Details one = connection_with_a_stream();
  Details other = connection_with_a_stream();
  other.connection.id = 9;
  other.engine.streams[0].waiting = 30s;
  other.engine.streams[0].wait = Wait::rate_limit;
  const json all = json::parse(streams_json(std::array{one, other}, {}));
  EXPECT_EQ(all["verdict"]["connection"], 9);
  EXPECT_EQ(all["verdict"]["wait"], "rate_limit");
  EXPECT_EQ(all["connections"][0]["who"], "client");
  EXPECT_EQ(all["connections"][1]["who"], "server");
}

TEST(StreamsJson, tells_no_more_streams_than_were_asked_for) {
  Details one = connection_with_a_stream();
  one.engine.streams.push_back(one.engine.streams[0]);
  one.engine.streams[1].id = 43;
  one.engine.streams[1].waiting = 30s;
  one.engine.limits.push_back({"resets", 0, 100});
  const std::string text = streams_json(std::array{one}, {.most_streams = 1, .is_short = true});
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  const json told = json::parse(text);
  EXPECT_EQ(told["verdict"]["stream"], 43);
  EXPECT_EQ(told["connections"][0]["streams"].size(), 1u);
  EXPECT_EQ(told["connections"][0]["streams_open"], 2);
  EXPECT_EQ(told["connections"][0]["limits"].size(), 1u);
}

// The feed of the live page is made twice a second, and most of it would be sentences.
TEST(StreamsJson, in_short_tells_the_verdicts_on_the_worst_alone) {
  Details one = connection_with_a_stream();
  one.engine.streams.push_back(one.engine.streams[0]);
  one.engine.streams[1].id = 43;
  one.engine.streams[1].waiting = 30s;
  const json streams = json::parse(streams_json(std::array{one}, {.is_short = true}))["connections"][0]["streams"];
  ASSERT_EQ(streams.size(), 2u);
  EXPECT_TRUE(streams[0]["verdict"].is_null());
  EXPECT_EQ(streams[0]["side"], "client");
  EXPECT_EQ(streams[1]["verdict"]["stream"], 43);
}

}  // namespace streams_json_test
}  // namespace weft::server
