#include <weft/h2/engine_test.hpp>
#include <weft/h2/parked.hpp>
#include <weft/testkit/allocations.hpp>

namespace weft::h2 {
namespace {

using frame::SettingId;
using testkit::request;

// The same requests, each answered with the same fields; with a nap between any two, or without.
struct Sleeper : ServerEngine {
  using ServerEngine::ServerEngine;

  Lines ask(frame::StreamId stream, std::string_view path) {
    from_peer.headers(stream, request("GET", path).with("x-client", "one"), end_stream);
    Lines lines = exchange();
    http::ResponseHead head;
    head.fields.add("server", "weft");
    head.fields.add("x-served-by", "a-name-that-is-new");
    EXPECT_TRUE(connection().respond(stream, head, nullptr));
    for (std::string& line : produced()) lines.push_back(std::move(line));
    endpoint.receive({});
    connection().release(stream);
    return lines;
  }
};

Lines life_of(Sleeper& sleeper, bool naps) {
  Lines all;
  const auto add = [&](const Lines& lines) {
    all.insert(all.end(), lines.begin(), lines.end());
    for (const std::string& event : sleeper.events()) all.push_back(event);
    EXPECT_EQ(naps && sleeper.endpoint.nap(), naps);
  };
  for (frame::StreamId stream = 1; stream < 100; stream += 2) {
    add(sleeper.ask(stream, stream % 3 == 0 ? "/" : "/a-path-that-comes-again"));
  }
  sleeper.from_peer.ping();
  sleeper.clock.advance(seconds(1));
  const Lines pong = sleeper.exchange();
  sleeper.clock.advance(seconds(1));
  add(pong);
  sleeper.from_peer.settings({{SettingId::header_table_size, 64}});
  add(sleeper.exchange());
  add(sleeper.ask(101, "/"));
  add(sleeper.ask(103, "/"));
  return all;
}

TEST(Pack, is_not_seen_by_the_peer) {
  Sleeper awake;
  Sleeper napping;
  const Lines expected = life_of(awake, false);
  EXPECT_EQ(life_of(napping, true), expected);
  EXPECT_EQ(napping.connection().counters().streams_opened, awake.connection().counters().streams_opened);
}

TEST(Pack, keeps_the_compression_of_what_was_indexed) {
  Sleeper sleeper;
  sleeper.ask(1, "/");
  ASSERT_TRUE(sleeper.endpoint.nap());
  const std::uint64_t before = sleeper.connection().counters().octets_produced;
  sleeper.ask(3, "/");
  // A frame's header, and an octet for each of :status, server and x-served-by.
  EXPECT_EQ(sleeper.connection().counters().octets_produced - before, 9u + 3u);
}

TEST(Pack, makes_a_connection_small) {
  Sleeper sleeper;
  for (frame::StreamId stream = 1; stream < 20; stream += 2) sleeper.ask(stream, "/");
  const std::size_t before = sleeper.connection().memory();
  const std::uint64_t live = testkit::live_octets();
  const auto parked = sleeper.connection().park(sleeper.clock.now());
  ASSERT_TRUE(parked.has_value());
  EXPECT_GT(before, 1024u);
  EXPECT_LE(sizeof(Parked) + testkit::live_octets() - live, 320u);
}

TEST(Pack, keeps_what_the_peer_has_set) {
  Sleeper sleeper({}, Application::answers);
  sleeper.endpoint.answer_with(100);
  sleeper.from_peer.settings({{SettingId::initial_window_size, 5}}).window_update(0, 1000);
  sleeper.exchange();
  ASSERT_TRUE(sleeper.endpoint.nap());
  sleeper.from_peer.headers(1, request("GET"), end_stream);
  EXPECT_THAT(sleeper.exchange(), Contains(HasSubstr("DATA stream=1 data=5")));
}

TEST(Pack, keeps_the_order_of_identifiers) {
  Sleeper sleeper;
  sleeper.ask(5, "/");
  ASSERT_TRUE(sleeper.endpoint.nap());
  sleeper.from_peer.headers(3, request("GET"), end_stream);
  EXPECT_THAT(sleeper.exchange(), Contains(HasSubstr("GOAWAY")));
}

TEST(Pack, keeps_what_was_used_of_an_allowance) {
  Sleeper sleeper;
  for (int i = 0; i < 10; ++i) sleeper.from_peer.settings();
  sleeper.exchange();
  ASSERT_TRUE(sleeper.endpoint.nap());
  for (int i = 0; i < 10; ++i) sleeper.from_peer.settings();
  EXPECT_THAT(sleeper.exchange(), Contains(HasSubstr("ENHANCE_YOUR_CALM")));
}

TEST(Pack, does_not_make_a_connection_younger) {
  Sleeper sleeper;
  sleeper.ask(1, "/");
  const Time deadline = sleeper.connection().next_deadline();
  sleeper.clock.advance(seconds(2));
  ASSERT_TRUE(sleeper.endpoint.nap());
  EXPECT_EQ(sleeper.connection().next_deadline(), deadline);
  EXPECT_THAT(sleeper.advanced(seconds(120)), Contains(HasSubstr("GOAWAY")));
}

// That of a response which is too slow, for instance: to look after it would wake everybody a second later.
TEST(Pack, forgets_the_deadlines_of_what_has_ended) {
  Sleeper sleeper({}, Application::answers);
  sleeper.endpoint.answer_with(100);
  sleeper.from_peer.headers(1, request("GET"), end_stream);
  sleeper.exchange();
  const auto parked = sleeper.connection().park(sleeper.clock.now());
  ASSERT_TRUE(parked.has_value());
  const Time idle = parked->deadline({});
  EXPECT_LT(sleeper.connection().next_deadline(), idle);
  ASSERT_TRUE(sleeper.endpoint.nap());
  EXPECT_EQ(sleeper.connection().next_deadline(), idle);
}

TEST(Pack, is_for_a_connection_on_which_nothing_is_under_way) {
  {
    testkit::Clock clock;
    testkit::Endpoint unheard(Role::server, clock);
    EXPECT_FALSE(unheard.nap());
  }
  {
    ServerEngine asked;
    asked.from_peer.headers(1, request("GET"), end_stream);
    asked.exchange();
    EXPECT_FALSE(asked.endpoint.nap());
  }
  {
    ServerEngine in_a_frame;
    in_a_frame.from_peer.raw(as_octets(std::string_view("\0\0", 2)));
    in_a_frame.exchange();
    EXPECT_FALSE(in_a_frame.endpoint.nap());
  }
  {
    ServerEngine pinged;
    pinged.from_peer.ping();
    pinged.exchange();
    EXPECT_FALSE(pinged.endpoint.nap());
    pinged.clock.advance(seconds(1));
    EXPECT_TRUE(pinged.endpoint.nap());
  }
  {
    ServerEngine ending;
    ending.connection().shutdown(ending.clock.now());
    ending.produced();
    EXPECT_FALSE(ending.endpoint.nap());
  }
  {
    ClientEngine client;
    EXPECT_FALSE(client.endpoint.nap());
  }
}

// What the peer sent before it heard of our RST_STREAM must still be ignored.
TEST(Pack, waits_until_a_reset_is_old) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  server.connection().reset(1, ErrorCode::internal_error, "");
  server.produced();
  server.endpoint.receive({});
  server.connection().release(1);
  EXPECT_FALSE(server.endpoint.nap());
  server.clock.advance(reset_grace + milliseconds(1));
  EXPECT_TRUE(server.endpoint.nap());
}

}  // namespace
}  // namespace weft::h2
