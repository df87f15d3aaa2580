#include <weft/h2/engine_test.hpp>
#include <weft/h2/parked.hpp>
#include <weft/testkit/allocations.hpp>

namespace weft::h2 {
namespace {

using frame::SettingId;
using testkit::request;

// The same requests, each answered with the same fields; parked between any two, or never.
struct ParkedServer : ServerEngine {
  using ServerEngine::ServerEngine;

  Lines ask(frame::StreamId stream, std::string_view path) {
    from_peer.headers(stream, request("GET", path).with("x-client", "one"), end_stream);
    Lines lines = exchange();
    http::ResponseHead head;
    head.fields.add("server", "weft");
    head.fields.add("x-served-by", "a-name-that-is-new");
    EXPECT_TRUE(connection().respond(stream, head, nullptr, clock.now()));
    for (std::string& line : produced()) lines.push_back(std::move(line));
    endpoint.receive({});
    connection().release(stream);
    return lines;
  }
};

Lines life_of(ParkedServer& server, bool parks) {
  Lines all;
  const auto add = [&](const Lines& lines) {
    all.insert(all.end(), lines.begin(), lines.end());
    for (const std::string& event : server.events()) all.push_back(event);
    EXPECT_EQ(parks && server.endpoint.park_and_unpark(), parks);
  };
  for (frame::StreamId stream = 1; stream < 100; stream += 2) {
    add(server.ask(stream, stream % 3 == 0 ? "/" : "/a-path-that-comes-again"));
  }
  server.from_peer.ping();
  server.clock.advance(seconds(1));
  const Lines pong = server.exchange();
  server.clock.advance(seconds(1));
  add(pong);
  server.from_peer.settings({{SettingId::header_table_size, 64}});
  add(server.exchange());
  add(server.ask(101, "/"));
  add(server.ask(103, "/"));
  return all;
}

TEST(Pack, is_not_seen_by_the_peer) {
  ParkedServer awake;
  ParkedServer parking;
  const Lines expected = life_of(awake, false);
  EXPECT_EQ(life_of(parking, true), expected);
  EXPECT_EQ(parking.connection().counters().streams_opened, awake.connection().counters().streams_opened);
}

TEST(Pack, keeps_the_compression_of_what_was_indexed) {
  ParkedServer server;
  server.ask(1, "/");
  ASSERT_TRUE(server.endpoint.park_and_unpark());
  const std::uint64_t before = server.connection().counters().octets_produced;
  server.ask(3, "/");
  // A frame's header, and an octet for each of :status, server and x-served-by.
  EXPECT_EQ(server.connection().counters().octets_produced - before, 9u + 3u);
}

TEST(Pack, makes_a_connection_small) {
  ParkedServer server;
  for (frame::StreamId stream = 1; stream < 20; stream += 2) server.ask(stream, "/");
  const std::size_t before = server.connection().memory();
  const std::uint64_t live = testkit::live_octets();
  const auto parked = server.connection().park(server.clock.now());
  ASSERT_TRUE(parked.has_value());
  EXPECT_GT(before, 1024u);
  EXPECT_LE(sizeof(Parked) + testkit::live_octets() - live, 320u);
}

TEST(Pack, keeps_what_the_peer_has_set) {
  ParkedServer server({}, Application::answers);
  server.endpoint.answer_with(100);
  server.from_peer.settings({{SettingId::initial_window_size, 5}}).window_update(0, 1000);
  server.exchange();
  ASSERT_TRUE(server.endpoint.park_and_unpark());
  server.from_peer.headers(1, request("GET"), end_stream);
  EXPECT_THAT(server.exchange(), Contains(HasSubstr("DATA stream=1 data=5")));
}

TEST(Pack, keeps_the_order_of_identifiers) {
  ParkedServer server;
  server.ask(5, "/");
  ASSERT_TRUE(server.endpoint.park_and_unpark());
  server.from_peer.headers(3, request("GET"), end_stream);
  EXPECT_THAT(server.exchange(), Contains(HasSubstr("GOAWAY")));
}

TEST(Pack, keeps_what_was_used_of_an_allowance) {
  ParkedServer server;
  for (int i = 0; i < 10; ++i) server.from_peer.settings();
  server.exchange();
  ASSERT_TRUE(server.endpoint.park_and_unpark());
  for (int i = 0; i < 10; ++i) server.from_peer.settings();
  EXPECT_THAT(server.exchange(), Contains(HasSubstr("ENHANCE_YOUR_CALM")));
}

TEST(Pack, does_not_make_a_connection_younger) {
  ParkedServer server;
  server.ask(1, "/");
  const Time deadline = server.connection().next_deadline();
  server.clock.advance(seconds(2));
  ASSERT_TRUE(server.endpoint.park_and_unpark());
  EXPECT_EQ(server.connection().next_deadline(), deadline);
  EXPECT_THAT(server.advanced(seconds(120)), Contains(HasSubstr("GOAWAY")));
}

// The deadline of an ended stream, for a slow response for instance, is forgotten: it would wake every connection a
// second later.
TEST(Pack, forgets_the_deadlines_of_what_has_ended) {
  ParkedServer server({}, Application::answers);
  server.endpoint.answer_with(100);
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  const auto parked = server.connection().park(server.clock.now());
  ASSERT_TRUE(parked.has_value());
  const Time idle = parked->deadline({});
  EXPECT_LT(server.connection().next_deadline(), idle);
  ASSERT_TRUE(server.endpoint.park_and_unpark());
  EXPECT_EQ(server.connection().next_deadline(), idle);
}

TEST(Pack, is_for_a_connection_on_which_nothing_is_under_way) {
  {
    testkit::Clock clock;
    testkit::Endpoint unheard(Role::server, clock);
    EXPECT_FALSE(unheard.park_and_unpark());
  }
  {
    ServerEngine asked;
    asked.from_peer.headers(1, request("GET"), end_stream);
    asked.exchange();
    EXPECT_FALSE(asked.endpoint.park_and_unpark());
  }
  {
    ServerEngine in_a_frame;
    in_a_frame.from_peer.raw(as_octets(std::string_view("\0\0", 2)));
    in_a_frame.exchange();
    EXPECT_FALSE(in_a_frame.endpoint.park_and_unpark());
  }
  {
    ServerEngine pinged;
    pinged.from_peer.ping();
    pinged.exchange();
    EXPECT_FALSE(pinged.endpoint.park_and_unpark());
    pinged.clock.advance(seconds(1));
    EXPECT_TRUE(pinged.endpoint.park_and_unpark());
  }
  {
    ServerEngine ending;
    ending.connection().shutdown(ending.clock.now());
    ending.produced();
    EXPECT_FALSE(ending.endpoint.park_and_unpark());
  }
  {
    ClientEngine client;
    EXPECT_FALSE(client.endpoint.park_and_unpark());
  }
}

// Frames that the peer sent before it read our RST_STREAM must still be ignored.
TEST(Pack, waits_until_a_reset_is_old) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  server.connection().reset(1, ErrorCode::internal_error, "");
  server.produced();
  server.endpoint.receive({});
  server.connection().release(1);
  EXPECT_FALSE(server.endpoint.park_and_unpark());
  server.clock.advance(reset_grace + milliseconds(1));
  EXPECT_TRUE(server.endpoint.park_and_unpark());
}

}  // namespace
}  // namespace weft::h2
