#include <weft/h2/engine_test.hpp>

namespace weft::h2 {
namespace {

using testkit::LongBody;
using testkit::request;
using testkit::response;

TEST(ConnectionError, tells_the_token_the_code_and_the_last_stream) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream).headers(3, request("GET"), end_stream).window_update(0, 0);
  const Lines lines = server.exchange();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], HasSubstr("last_stream=3"));
  EXPECT_THAT(lines[0], HasSubstr("PROTOCOL_ERROR"));
  EXPECT_THAT(lines[0], HasSubstr("connection_window_update_of_zero"));
  EXPECT_THAT(server.events(),
              ElementsAre(HasSubstr("request 1"), HasSubstr("request 3"),
                          HasSubstr("closed 1 connection_window_update_of_zero"),
                          HasSubstr("closed 3 connection_window_update_of_zero"), HasSubstr("connection closed")));
}

TEST(Shutdown, serves_what_is_under_way_and_what_crosses_it) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  server.connection().shutdown(server.clock.now());
  const Lines first = server.produced();
  ASSERT_EQ(first.size(), 2u);
  EXPECT_THAT(first[0], HasSubstr("GOAWAY last_stream=2147483647 NO_ERROR"));
  EXPECT_THAT(first[1], HasSubstr("PING"));

  server.from_peer.headers(3, request("GET"), end_stream).ping_ack(0x7765667420656e64);
  EXPECT_THAT(server.exchange(), ElementsAre(HasSubstr("GOAWAY last_stream=3 NO_ERROR")));
  server.from_peer.headers(5, request("GET"), end_stream).data(5, "x").rst_stream(5).window_update(5, 1);
  EXPECT_THAT(server.exchange(), IsEmpty());
  EXPECT_EQ(server.endpoint.requests(), 2u);

  ASSERT_TRUE(server.connection().respond(1, ok(), nullptr, server.clock.now()));
  ASSERT_TRUE(server.connection().respond(3, ok(), nullptr, server.clock.now()));
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr("HEADERS stream=1"), HasSubstr("HEADERS stream=3")));
  EXPECT_TRUE(server.endpoint.closed());
  EXPECT_EQ(server.endpoint.close().reason, "shutdown");
  EXPECT_TRUE(server.endpoint.close().clean());
}

TEST(Shutdown, does_not_wait_for_the_ping_for_ever) {
  ServerEngine server;
  server.connection().shutdown(server.clock.now());
  server.produced();
  EXPECT_THAT(server.advanced(seconds(1)), ElementsAre(HasSubstr("GOAWAY last_stream=0 NO_ERROR")));
  EXPECT_TRUE(server.endpoint.closed());
}

TEST(Shutdown, of_a_client_opens_no_more_and_waits_for_responses) {
  ClientEngine client;
  client.endpoint.request("GET", "/");
  client.connection().shutdown(client.clock.now());
  EXPECT_THAT(client.produced(), Contains(HasSubstr("GOAWAY last_stream=0 NO_ERROR")));
  EXPECT_EQ(client.connection().open({}, nullptr, client.clock.now()).error(), Misuse::connection_closing);
  client.from_peer.headers(1, response(200), end_stream);
  client.exchange();
  EXPECT_TRUE(client.endpoint.closed());
}

TEST(Shutdown, ends_when_the_time_to_drain_is_over) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  server.events();
  server.connection().shutdown(server.clock.now());
  server.advanced(seconds(29));
  EXPECT_FALSE(server.endpoint.closed());
  server.advanced(seconds(2));
  EXPECT_TRUE(server.endpoint.closed());
  EXPECT_THAT(server.events(), ElementsAre(HasSubstr("closed 1 drain_timeout"), HasSubstr("connection closed")));
}

TEST(Goaway, from_a_client_ends_an_idle_connection_at_once) {
  ServerEngine server;
  server.from_peer.goaway(0);
  EXPECT_THAT(server.exchange(), ElementsAre(HasSubstr("GOAWAY last_stream=0 NO_ERROR")));
  EXPECT_EQ(server.endpoint.close().reason, "peer_shutdown");
}

TEST(Goaway, from_a_client_waits_for_the_last_response) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream).goaway(0);
  EXPECT_THAT(server.exchange(), IsEmpty());
  ASSERT_TRUE(server.connection().respond(1, ok(), nullptr, server.clock.now()));
  EXPECT_THAT(server.produced(),
              ElementsAre(HasSubstr("HEADERS stream=1"), HasSubstr("GOAWAY last_stream=1 NO_ERROR")));
}

TEST(Goaway, from_a_server_tells_what_was_not_processed) {
  ClientEngine client;
  client.endpoint.request("GET", "/a");
  client.endpoint.request("GET", "/b");
  client.produced();
  client.from_peer.goaway(1);
  client.exchange();
  EXPECT_THAT(client.events(), ElementsAre(HasSubstr("goaway 1"), "closed 3 beyond_goaway REFUSED_STREAM"));
  client.from_peer.headers(1, response(200), end_stream);
  client.exchange();
  EXPECT_THAT(client.events(), ElementsAre(HasSubstr("response 1"), HasSubstr("closed 1 complete"),
                                           HasSubstr("connection closed peer_shutdown")));
}

TEST(Goaway, with_an_error_says_whose) {
  ClientEngine client;
  client.from_peer.goaway(0, ErrorCode::enhance_your_calm, "too_much");
  client.exchange();
  EXPECT_EQ(client.endpoint.close().reason, "peer_goaway");
  EXPECT_EQ(client.endpoint.close().code, static_cast<std::uint32_t>(ErrorCode::enhance_your_calm));
}

TEST(Goaway, with_an_error_is_answered_without_one) {
  ServerEngine server;
  server.from_peer.goaway(0, static_cast<ErrorCode>(0xff));
  EXPECT_THAT(server.exchange(), ElementsAre(HasSubstr("GOAWAY last_stream=0 NO_ERROR")));
  EXPECT_EQ(server.endpoint.close().code, 0xffu);
}

TEST(Close, by_the_application_is_at_once) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  LongBody body;
  ASSERT_TRUE(server.connection().respond(1, ok(), &body, server.clock.now()));
  server.connection().close(ErrorCode::inadequate_security, "weak_cipher");
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr("INADEQUATE_SECURITY")));
  EXPECT_EQ(body.pulled(), 0u);
  EXPECT_TRUE(server.connection().closed());
}

TEST(EndOfTransport, lets_a_complete_request_have_its_response) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream).headers(3, request("POST"));
  server.exchange();
  server.events();
  server.endpoint.receive_end();
  EXPECT_THAT(server.events(), ElementsAre(HasSubstr("closed 3 peer_vanished")));
  ASSERT_TRUE(server.connection().respond(1, ok(), nullptr, server.clock.now()));
  EXPECT_THAT(server.produced(), ElementsAre("HEADERS stream=1 END_STREAM :status=200"));
  EXPECT_EQ(server.endpoint.close().reason, "peer_closed");
}

TEST(EndOfTransport, gives_up_what_waits_for_a_window) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream).headers(3, request("GET"), end_stream);
  server.exchange();
  LongBody body;
  ASSERT_TRUE(server.connection().respond(1, ok(), &body, server.clock.now()));
  server.endpoint.receive_end();
  server.events();
  EXPECT_THAT(server.produced(), Contains(HasSubstr("RST_STREAM stream=1")));
  EXPECT_EQ(body.pulled(), default_window);
  EXPECT_THAT(server.events(), ElementsAre(HasSubstr("closed 1 peer_vanished")));
  ASSERT_TRUE(server.connection().respond(3, ok(), nullptr, server.clock.now()));
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr("HEADERS stream=3")));
  EXPECT_TRUE(server.endpoint.closed());
}

TEST(EndOfTransport, gives_up_what_waits_for_the_application) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream).headers(3, request("GET"), end_stream);
  server.exchange();
  testkit::WaitingBody events;
  ASSERT_TRUE(server.connection().respond(3, ok(), &events, server.clock.now()));
  server.produced();
  server.endpoint.receive_end();
  server.events();
  EXPECT_THAT(server.advanced(milliseconds(99)), IsEmpty());
  EXPECT_THAT(server.advanced(milliseconds(1)),
              ElementsAre(HasSubstr("RST_STREAM stream=1 CANCEL"), HasSubstr("RST_STREAM stream=3 CANCEL")));
  EXPECT_THAT(server.events(), ElementsAre(HasSubstr("closed 1 peer_vanished"), HasSubstr("closed 3 peer_vanished"),
                                           HasSubstr("connection closed peer_closed")));
}

TEST(EndOfTransport, after_goaway_gives_up_what_waits_for_the_application) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream).goaway(0);
  server.exchange();
  server.advanced(seconds(20));
  EXPECT_FALSE(server.endpoint.closed());
  server.endpoint.receive_end();
  server.advanced(milliseconds(100));
  EXPECT_TRUE(server.endpoint.closed());
}

TEST(EndOfTransport, gives_up_a_push_that_waits_for_the_application) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  ASSERT_EQ(server.endpoint.push(1, "/style.css"), 2u);
  server.endpoint.receive_end();
  server.events();
  server.advanced(milliseconds(100));
  EXPECT_THAT(server.events(), Contains(HasSubstr("closed 2 peer_vanished")));
  EXPECT_TRUE(server.endpoint.closed());
}

// For longer than a drain takes, with no two octets further apart than the application may take.
TEST(EndOfTransport, lets_a_response_that_goes_on_come_to_its_end) {
  struct Drip final : http::BodySource {
    http::Pulled pull(MutableOctets room) override {
      if (!std::exchange(has, false)) return {0, http::Pulled::State::blocked};
      room[0] = 'x';
      return {1, --left == 0 ? http::Pulled::State::end : http::Pulled::State::more};
    }
    bool has = true;
    int left = 1000;
  } body;
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  ASSERT_TRUE(server.connection().respond(1, ok(), &body, server.clock.now()));
  server.endpoint.receive_end();
  server.events();
  while (body.left != 0 && !server.endpoint.closed()) {
    server.advanced(milliseconds(90));
    body.has = true;
    server.connection().ready(1, server.clock.now());
    server.produced();
  }
  EXPECT_EQ(body.left, 0);
  EXPECT_THAT(server.events(), ElementsAre(HasSubstr("closed 1 complete"), HasSubstr("connection closed")));
}

TEST(EndOfTransport, ends_an_idle_connection_without_a_word) {
  ServerEngine server;
  server.endpoint.receive_end();
  EXPECT_TRUE(server.endpoint.closed());
  EXPECT_THAT(server.produced(), IsEmpty());
}

TEST(EndOfTransport, loses_the_requests_of_a_client) {
  ClientEngine client;
  client.endpoint.request("GET", "/");
  client.produced();
  client.endpoint.receive_end();
  EXPECT_THAT(client.events(), ElementsAre(HasSubstr("closed 1 peer_vanished"), HasSubstr("connection closed")));
}

TEST(Glitches, lead_to_a_graceful_end_before_they_are_too_many) {
  ServerEngine server;
  for (int i = 0; i < 800; ++i) server.from_peer.raw(static_cast<frame::Type>(0x42), 0, 1);
  EXPECT_THAT(server.exchange(), ElementsAre(HasSubstr("GOAWAY last_stream=2147483647 NO_ERROR"), HasSubstr("PING")));
  EXPECT_FALSE(server.endpoint.closed());
}

}  // namespace
}  // namespace weft::h2
