#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include <weft/testkit/h1_endpoint.hpp>

namespace weft::h1 {
namespace connection_time_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testkit::Clock;
using testkit::H1Endpoint;
using Application = H1Endpoint::Application;

constexpr std::string_view get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view upload = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n";

TEST(HeadTimeout, closes_quietly_where_nothing_was_asked) {
  Clock clock;
  H1Endpoint server(Role::server, clock);
  server.advance(10s - 1ns);
  EXPECT_TRUE(server.events().empty());
  server.advance(1ns);
  EXPECT_THAT(server.events(), ElementsAre("connection idle_timeout"));
  EXPECT_EQ(server.output(), "");
}

TEST(HeadTimeout, is_not_put_off_by_octets) {
  Clock clock;
  H1Endpoint server(Role::server, clock);
  for (int second = 0; second < 10; ++second) {
    server.receive("G");
    EXPECT_TRUE(server.events().empty());
    server.advance(1s);
  }
  EXPECT_THAT(server.events(), ElementsAre("rejected 1 408 head_timeout", "connection head_timeout"));
  EXPECT_EQ(server.output(),
            "HTTP/1.1 408 Request Timeout (head_timeout)\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
}

TEST(HeadTimeout, counts_from_the_first_octet_of_a_later_head) {
  Clock clock;
  H1Endpoint server(Role::server, clock);
  server.receive(get);
  server.advance(70s);
  server.receive("G");
  server.advance(9s);
  EXPECT_EQ(server.take_events().size(), 2U);
  server.advance(1s);
  EXPECT_THAT(server.events(), ElementsAre("rejected 2 408 head_timeout", "connection head_timeout"));
}

TEST(IdleTimeout, runs_between_messages_and_not_during_one) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive(get);
  server.advance(600s);
  EXPECT_EQ(server.take_events().size(), 1U);
  server.respond(1, {});
  server.advance(75s - 1ns);
  EXPECT_THAT(server.take_events(), ElementsAre("closed 1 complete"));
  server.advance(1ns);
  EXPECT_THAT(server.events(), ElementsAre("connection idle_timeout"));
}

// RFC 9112 9.6: "a TCP connection that is half-closed by the client does not delimit a request message, nor does it
// imply that the client is no longer interested in a response."
TEST(HalfClosed, has_patience_with_a_response_that_is_due) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive(get);
  server.advance(600s);
  server.receive_end();
  server.advance(5s - 1ns);
  EXPECT_THAT(server.take_events(), ElementsAre("request 1 GET a / end"));
  server.respond(1, {});
  EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
  EXPECT_THAT(server.events(), ElementsAre("closed 1 complete", "connection peer_closed"));
}

TEST(HalfClosed, gives_up_a_response_that_does_not_come) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive(std::string(get) + std::string(get));
  server.receive_end();
  server.advance(4s);
  // Each response of a pipeline has its own time.
  server.respond(1, {});
  server.take_output();
  server.advance(5s - 1ns);
  EXPECT_THAT(server.take_events(), ElementsAre("request 1 GET a / end", "closed 1 complete", "request 2 GET a / end"));
  server.advance(1ns);
  EXPECT_THAT(server.events(), ElementsAre("closed 2 peer_vanished", "connection peer_vanished"));
  EXPECT_EQ(server.output(), "");
}

TEST(HalfClosed, gives_up_a_response_that_does_not_go_on) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive(get);
  testkit::WaitingBody body;
  server.respond(1, {}, &body);
  server.receive_end();
  for (int i = 0; i < 3; ++i) {
    server.advance(5s - 1ns);
    server.connection().ready(1);
    server.run();
  }
  EXPECT_THAT(server.take_events(),
              ElementsAre("request 1 GET a / end", "closed 1 peer_vanished", "connection peer_vanished"));
}

TEST(HalfClosed, counts_no_time_in_which_the_transport_takes_nothing) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive(get);
  testkit::LongBody body(10);
  http::ResponseHead head;
  head.content_length = 10;
  ASSERT_TRUE(server.connection().respond(1, head, &body));
  server.connection().receive_end(clock.now());
  clock.advance(600s);
  server.connection().handle_timeout(clock.now());
  server.run();
  EXPECT_THAT(server.output(), testing::EndsWith("xxxxxxxxxx"));
  EXPECT_THAT(server.events(), ElementsAre("request 1 GET a / end", "closed 1 complete", "connection peer_closed"));
}

TEST(IdleTimeout, runs_for_a_client_without_a_request) {
  Clock clock;
  H1Endpoint client(Role::client, clock);
  client.advance(75s);
  EXPECT_THAT(client.events(), ElementsAre("connection idle_timeout"));
}

TEST(RequestRate, is_due_after_a_grace_period) {
  Clock clock;
  H1Endpoint server(Role::server, clock);
  server.receive(upload);
  server.advance(5s - 1ns);
  EXPECT_EQ(server.take_events().size(), 1U);
  server.advance(1ns);
  EXPECT_THAT(server.events(), ElementsAre("closed 1 body_too_slow", "connection body_too_slow"));
  EXPECT_TRUE(server.output().starts_with("HTTP/1.1 408 "));
}

TEST(RequestRate, lets_a_slow_but_steady_body_pass) {
  Clock clock;
  H1Endpoint server(Role::server, clock);
  server.receive(upload);
  for (int second = 0; second < 300; ++second) {
    server.advance(1s);
    server.receive(std::string(240, 'x'));
  }
  EXPECT_FALSE(server.connection().closed());
}

TEST(RequestRate, ends_a_drip) {
  Clock clock;
  H1Endpoint server(Role::server, clock);
  server.receive(upload);
  for (int second = 0; second < 10; ++second) {
    server.advance(1s);
    server.receive("x");
  }
  EXPECT_TRUE(server.connection().closed());
}

TEST(RequestRate, gives_a_fast_start_no_endless_silence) {
  Clock clock;
  H1Endpoint server(Role::server, clock);
  server.receive(std::string(upload) + std::string(500'000, 'x'));
  server.advance(75s - 1ns);
  EXPECT_FALSE(server.connection().closed());
  server.advance(1ns);
  EXPECT_TRUE(server.connection().closed());
}

TEST(RequestRate, is_not_asked_of_a_peer_that_we_hold_back) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::does_not_read);
  server.receive(std::string(upload) + std::string(100'000, 'x'));
  server.advance(600s);
  EXPECT_FALSE(server.connection().closed());
  server.connection().consume(1, 65536);
  server.run();
  server.connection().consume(1, 65536);
  server.advance(75s - 1ns);
  EXPECT_FALSE(server.connection().closed());
  server.advance(1ns);
  EXPECT_TRUE(server.connection().closed());
}

TEST(RequestRate, is_not_asked_of_a_peer_whose_body_is_whole) {
  for (const std::string_view body :
       {"Content-Length: 2\r\n\r\nab", "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nx: 1\r\n\r\n"}) {
    Clock clock;
    H1Endpoint server(Role::server, clock, {}, Application::holds);
    server.receive("POST / HTTP/1.1\r\nHost: a\r\n" + std::string(body));
    server.advance(600s);
    EXPECT_FALSE(server.connection().closed()) << body;
  }
}

TEST(RequestRate, is_not_asked_of_a_peer_whose_whole_body_we_hold_back) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::does_not_read);
  server.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 65536\r\n\r\n" + std::string(65536, 'x'));
  server.connection().consume(1, 1000);
  server.advance(600s);
  EXPECT_FALSE(server.connection().closed());
}

TEST(RequestRate, is_not_asked_of_a_peer_that_waits_for_100) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  server.advance(600s);
  EXPECT_FALSE(server.connection().closed());
  http::ResponseHead go_on;
  go_on.status = http::Status::continue_;
  EXPECT_TRUE(server.connection().respond_interim(1, go_on));
  server.run();
  server.advance(5s);
  EXPECT_TRUE(server.connection().closed());
}

TEST(Age, lets_the_response_under_way_be_the_last) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive(get);
  server.advance(1h);
  EXPECT_FALSE(server.connection().closed());
  server.respond(1, {});
  EXPECT_EQ(server.events().back(), "connection shut_down");
}

TEST(Drain, has_an_end) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive(get);
  server.connection().shutdown(clock.now());
  server.advance(30s - 1ns);
  EXPECT_FALSE(server.connection().closed());
  server.advance(1ns);
  EXPECT_THAT(server.events(),
              ElementsAre("request 1 GET a / end", "closed 1 drain_timeout", "connection drain_timeout"));
}

TEST(Tunnel, has_no_deadline_but_its_age) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive("CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n");
  testkit::WaitingBody body;
  server.respond(1, {}, &body);
  server.advance(50min);
  EXPECT_FALSE(server.connection().closed());
}

}  // namespace connection_time_test
}  // namespace weft::h1
