#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <weft/testkit/h1_endpoint.hpp>

namespace weft::h1 {
namespace {

using testing::ElementsAre;
using testkit::Clock;
using testkit::H1Endpoint;
using Application = H1Endpoint::Application;

constexpr std::string_view get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(Release, lets_the_next_request_in) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive(std::string(get) + std::string(get));
  EXPECT_THAT(server.take_events(), ElementsAre("request 1 GET a / end"));
  EXPECT_FALSE(server.connection().wants_input());
  EXPECT_EQ(server.connection().live_messages(), 1U);
  server.respond(1, {});
  EXPECT_THAT(server.take_events(), ElementsAre("closed 1 complete", "request 2 GET a / end"));
  EXPECT_TRUE(server.connection().wants_input());
}

TEST(Release, before_the_end_breaks_the_connection_off) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive(get);
  testkit::LongBody body(10);
  http::ResponseHead head;
  head.content_length = 10;
  EXPECT_TRUE(server.connection().respond(1, head, &body));
  server.connection().release(1);
  server.run();
  EXPECT_EQ(server.output(), "");
  EXPECT_EQ(body.pulled(), 0U);
  EXPECT_EQ(server.events().back(), "connection released_early");
  EXPECT_EQ(server.connection().live_messages(), 0U);
}

TEST(Reset, never_lets_a_response_look_complete) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive(get);
  EXPECT_TRUE(server.connection().respond(1, {}, nullptr));
  server.connection().reset(1, "handler_failed");
  server.run();
  EXPECT_EQ(server.output(), "");
  EXPECT_THAT(server.events(),
              ElementsAre("request 1 GET a / end", "closed 1 handler_failed", "connection handler_failed"));
}

TEST(Shutdown, closes_an_idle_connection_at_once) {
  Clock clock;
  H1Endpoint server(Role::server, clock);
  server.connection().shutdown(clock.now());
  server.run();
  EXPECT_THAT(server.events(), ElementsAre("connection shut_down"));
}

TEST(Shutdown, waits_for_the_response_under_way) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive(std::string(get) + std::string(get));
  server.connection().shutdown(clock.now());
  server.respond(1, {});
  EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  EXPECT_THAT(server.events(), ElementsAre("request 1 GET a / end", "closed 1 complete", "connection shut_down"));
}

TEST(WindDown, leaves_an_idle_connection_to_one_more_request) {
  Clock clock;
  H1Endpoint server(Role::server, clock);
  server.receive(get);
  server.take_output();
  server.take_events();
  server.connection().wind_down(clock.now());
  server.run();
  EXPECT_FALSE(server.connection().closed());
  server.receive(std::string(get) + std::string(get));
  EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  EXPECT_THAT(server.events(), ElementsAre("request 2 GET a / end", "closed 2 complete", "connection shut_down"));
}

TEST(WindDown, waits_for_the_rest_of_a_head) {
  Clock clock;
  H1Endpoint server(Role::server, clock);
  server.receive(get.substr(0, 7));
  server.connection().wind_down(clock.now());
  server.run();
  server.receive(get.substr(7));
  EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
}

TEST(WindDown, tells_by_the_response_that_is_not_made_yet) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive(get);
  server.connection().wind_down(clock.now());
  server.respond(1, {});
  EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  EXPECT_THAT(server.events(), ElementsAre("request 1 GET a / end", "closed 1 complete", "connection shut_down"));
}

// Its client believes that the connection stays, and asks again at the response's end.
TEST(WindDown, stays_behind_a_response_that_did_not_tell) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive(get);
  testkit::WaitingBody body;
  server.respond(1, {}, &body);
  server.connection().wind_down(clock.now());
  body.end();
  server.connection().ready(1);
  server.run();
  EXPECT_FALSE(server.connection().closed());
  server.take_output();
  server.receive(get);
  server.respond(2, {});
  EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  EXPECT_EQ(server.events().back(), "connection shut_down");
}

TEST(WindDown, ends_without_a_request_by_the_first_of_two_times) {
  for (const bool idle_first : {true, false}) {
    Options options;
    options.timeouts.idle = std::chrono::seconds(idle_first ? 20 : 75);
    options.timeouts.drain = std::chrono::seconds(30);
    Clock clock;
    H1Endpoint server(Role::server, clock, options);
    server.receive(get);
    server.connection().wind_down(clock.now());
    server.advance(std::chrono::seconds(idle_first ? 19 : 29));
    EXPECT_FALSE(server.connection().closed());
    server.advance(std::chrono::seconds(1));
    EXPECT_EQ(server.events().back(), idle_first ? "connection idle_timeout" : "connection shut_down");
  }
}

TEST(Close, ends_everything_with_its_reason) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive(get);
  server.connection().close("overload");
  server.run();
  EXPECT_TRUE(server.connection().closed());
  EXPECT_EQ(server.connection().respond(1, {}, nullptr).error(), Misuse::unknown_message);
  EXPECT_THAT(server.events(), ElementsAre("request 1 GET a / end", "closed 1 overload", "connection overload"));
}

TEST(End, between_messages_is_clean) {
  Clock clock;
  H1Endpoint server(Role::server, clock);
  server.receive(get);
  server.receive_end();
  EXPECT_THAT(server.events(), ElementsAre("request 1 GET a / end", "closed 1 complete", "connection peer_closed"));
}

TEST(End, of_the_requests_does_not_end_their_responses) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive(std::string(get) + std::string(get));
  server.receive_end();
  server.respond(1, {});
  server.respond(2, {});
  EXPECT_EQ(server.output(),
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
  EXPECT_EQ(server.events().back(), "connection peer_closed");
}

TEST(End, inside_a_message_is_answered_and_reported) {
  Clock clock;
  H1Endpoint head(Role::server, clock);
  head.receive("GET / HTTP/1.1\r\nHo");
  head.receive_end();
  EXPECT_THAT(head.events(), ElementsAre("rejected 1 400 head_incomplete", "connection head_incomplete"));
  H1Endpoint body(Role::server, clock);
  body.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhell");
  body.receive_end();
  EXPECT_THAT(body.events(), ElementsAre("request 1 POST a / content-length=5", "data hell", "closed 1 body_incomplete",
                                         "connection body_incomplete"));
  EXPECT_EQ(body.output(),
            "HTTP/1.1 400 Bad Request (body_incomplete)\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
}

TEST(Fault, in_a_body_cuts_a_response_that_has_begun) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  testkit::WaitingBody body;
  server.respond(1, {}, &body);
  server.take_output();
  server.receive("zz\r\n");
  EXPECT_EQ(server.output(), "");
  EXPECT_THAT(server.events(),
              ElementsAre("request 1 POST a /", "closed 1 chunk_size_not_valid", "connection chunk_size_not_valid"));
}

const std::string chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

// Faults of a body that is chunked, one of each kind.
const std::vector<std::string> bad_bodies = {"xyz\r\n",
                                             "1;\r\n",
                                             "3 x\r\n",
                                             "2\r\nxyz\r\n",
                                             "11111111111111111\r\n",
                                             "1;" + std::string(300, 'a') + "\r\n",
                                             "1\nx\r\n",
                                             "0\r\nA : b\r\n\r\n",
                                             "0\r\nA\r\n\r\n",
                                             "0\r\n A: b\r\n\r\n",
                                             "0\r\nA: b\n\r\n"};

TEST(Fault, in_a_body_does_not_take_back_the_response_that_was_given) {
  for (const std::string& bad : bad_bodies) {
    Clock clock;
    H1Endpoint server(Role::server, clock, {}, Application::holds);
    testkit::TextBody body("hello");
    http::ResponseHead head;
    head.content_length = 5;
    // A file's handler answers as soon as it hears of the request: all of it came in one read.
    server.on_event = [&](const Event& event) {
      if (std::holds_alternative<http::RequestReceived>(event)) (void)server.connection().respond(1, head, &body);
    };
    server.receive(chunked + bad);
    EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello") << bad;
    EXPECT_EQ(server.requests(), 1U);
    EXPECT_TRUE(server.events().back().starts_with("connection ")) << bad;
    EXPECT_NE(server.events().back(), "connection complete");
    EXPECT_EQ(server.connection().next_deadline(), never);
  }
}

TEST(Fault, in_a_body_is_answered_while_the_handler_is_at_work) {
  for (const std::string& bad : bad_bodies) {
    Clock clock;
    H1Endpoint server(Role::server, clock, {}, Application::holds);
    server.receive(chunked + bad);
    EXPECT_TRUE(server.output().starts_with("HTTP/1.1 400 Bad Request (")) << bad;
    EXPECT_TRUE(server.connection().closed());
  }
}

TEST(Fault, in_the_body_of_a_pipelined_request_keeps_all_responses) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::answers_early);
  server.receive(std::string(get) + chunked + "xyz\r\n" + std::string(get));
  const std::string answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
  EXPECT_EQ(server.output(), answer + answer);
  EXPECT_THAT(server.events(), ElementsAre("request 1 GET a / end", "closed 1 complete", "request 2 POST a /",
                                           "closed 2 chunk_size_not_valid", "connection chunk_size_not_valid"));
}

TEST(Fault, in_a_body_lets_a_long_response_come_to_its_end) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive(chunked);
  testkit::LongBody body(1'000'000);
  EXPECT_TRUE(server.connection().respond(1, {}, &body));
  server.receive("xyz\r\n");
  server.receive(std::string(100'000, 'x'));
  EXPECT_TRUE(server.output().ends_with("x\r\n0\r\n\r\n"));
  EXPECT_EQ(body.pulled(), 1'000'000U);
  EXPECT_LT(server.connection().memory(), 50'000U);
  EXPECT_EQ(server.events().back(), "connection chunk_size_not_valid");
}

// The rest of the response may depend on the request. The response never looks complete.
TEST(Fault, in_a_body_ends_a_response_that_waits_for_more) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  testkit::WaitingBody body;
  server.on_event = [&](const Event& event) {
    if (std::holds_alternative<http::RequestReceived>(event)) (void)server.connection().respond(1, {}, &body);
  };
  server.receive(chunked + "xyz\r\n");
  EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
  EXPECT_EQ(server.events().back(), "connection chunk_size_not_valid");
}

TEST(End, inside_a_body_keeps_the_response_that_was_given) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhell");
  EXPECT_TRUE(server.connection().respond(1, {}, nullptr));
  server.receive_end();
  EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
  EXPECT_EQ(server.events().back(), "connection body_incomplete");
}

TEST(Fault, is_the_last_thing_that_happens) {
  Clock clock;
  H1Endpoint server(Role::server, clock);
  server.receive("GET / HTTP/1.1\n\n" + std::string(get));
  server.receive(get);
  server.receive_end();
  EXPECT_THAT(server.events(), ElementsAre("rejected 1 400 bare_lf", "connection bare_lf"));
  EXPECT_EQ(server.connection().next_deadline(), never);
  EXPECT_FALSE(server.connection().wants_input());
}

// The last Rejected, as a log needs it.
struct Refused {
  explicit Refused(std::string_view octets, Duration pause = {}) {
    Clock clock;
    const http::WallTime wall{clock.now(), http::Date(std::chrono::seconds(784'111'777))};
    Options options;
    options.wall_time = &wall;
    H1Endpoint server(Role::server, clock, options);
    server.on_event = [&](const Event& event) {
      const auto* rejected = std::get_if<http::Rejected>(&event);
      if (rejected == nullptr) return;
      method = rejected->request->head->method_text;
      path = rejected->request->head->path;
      traffic = rejected->request->traffic;
      taken = clock.now() - rejected->request->began;
    };
    clock.advance(std::chrono::seconds(1));
    server.receive(octets.substr(0, octets.size() / 2));
    clock.advance(pause);
    server.receive(octets.substr(octets.size() / 2));
    server.advance(std::chrono::seconds(10));
    output = server.output();
  }
  std::string method, path, output;
  http::Traffic traffic;
  Duration taken{};
};

TEST(Rejected, tells_what_was_read_and_sent_since_the_first_octet) {
  const std::string octets = "GET /a?b HTTP/1.1\r\n\r\n";
  const Refused refused(octets, std::chrono::seconds(3));
  EXPECT_EQ(refused.method, "GET");
  EXPECT_EQ(refused.path, "/a?b");
  EXPECT_EQ(refused.traffic.received, octets.size());
  EXPECT_EQ(refused.traffic.sent, refused.output.size());
  EXPECT_EQ(refused.taken, std::chrono::seconds(3));
}

TEST(Rejected, tells_of_a_request_line_as_much_as_came) {
  EXPECT_EQ(Refused("GET /slow").path, "/slow");
  EXPECT_EQ(Refused("DELE").method, "DELE");
  EXPECT_EQ(Refused("DELE").path, "");
  EXPECT_EQ(Refused("G@T /x HTTP/1.1\r\n\r\n").method, "G@T");
  EXPECT_EQ(Refused("GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\n\r\n").path.size(), 20'001U);
  EXPECT_EQ(Refused("GET /x\n").path, "/x");
}

TEST(Rejected, is_answered_with_the_date) {
  for (const char* octets : {"GET / HTTP/1.1\r\n\r\n", "GET /slow", "GET / HTTP/3.0\r\n\r\n"}) {
    EXPECT_NE(Refused(octets).output.find("\r\ndate: Sun, 06 Nov 1994 08:49:"), std::string::npos) << octets;
  }
}

TEST(Traffic, counts_the_octets_of_a_message_on_the_wire) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  const std::string request = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n";
  server.receive(request);
  http::Traffic seen;
  server.on_event = [&](const Event& event) {
    if (std::holds_alternative<http::Closed>(event)) seen = server.connection().traffic(1);
  };
  server.respond(1, {});
  EXPECT_EQ(seen.received, request.size());
  EXPECT_EQ(seen.sent, server.output().size());
  EXPECT_EQ(server.connection().traffic(1).received, 0U);
}

TEST(ExpectTls, answers_whatever_is_asked_with_a_sentence) {
  for (const char* octets : {"GET /a HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a HTTP/1.1\r\n\r\n", "get /a\r\n\r\n",
                             "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "POST / HTTP/1.0\n"}) {
    Clock clock;
    H1Endpoint server(Role::server, clock);
    server.connection().expect_tls();
    server.receive(octets);
    EXPECT_TRUE(server.output().starts_with("HTTP/1.1 400 Bad Request (tls_expected)\r\n")) << octets;
    EXPECT_NE(server.output().find("https://"), std::string::npos);
    EXPECT_THAT(server.events(), ElementsAre("rejected 1 400 tls_expected", "connection tls_expected"));
  }
}

TEST(ExpectCleartext, tells_of_a_client_that_speaks_tls_and_shows_none_of_its_octets) {
  Clock clock;
  H1Endpoint server(Role::server, clock);
  server.receive(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 /path ", 18) + std::string(40, 'x'));
  EXPECT_TRUE(server.output().starts_with("HTTP/1.1 400 Bad Request (cleartext_expected)\r\n"));
  EXPECT_THAT(server.events(), ElementsAre("rejected 1 400 cleartext_expected", "connection cleartext_expected"));
}

TEST(Consume, holds_the_peer_back_until_it_is_called) {
  Options options;
  options.limits.buffered_input = 10;
  Clock clock;
  H1Endpoint server(Role::server, clock, options, Application::does_not_read);
  server.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 26\r\n\r\nabcdefghijklmnopqrstuvwxyz");
  EXPECT_THAT(server.take_events(), ElementsAre("request 1 POST a / content-length=26", "data abcdefghij"));
  EXPECT_FALSE(server.connection().wants_input());
  server.connection().consume(1, 4);
  server.run();
  EXPECT_THAT(server.take_events(), ElementsAre("data klmn"));
  server.connection().consume(1, 10);
  server.connection().consume(1, 0);
  server.run();
  EXPECT_THAT(server.take_events(), ElementsAre("data opqrstuvwx"));
  server.connection().consume(1, 10);
  server.run();
  EXPECT_THAT(server.take_events(), ElementsAre("data yz", "end 1"));
}

// RFC 9112 8: a body whose end is that of the connection is complete for the peer unless the connection ends in an
// error.
TEST(Torn, is_a_response_that_an_orderly_close_would_complete) {
  const auto torn = [](std::string_view version, http::BodySource& body) {
    Clock clock;
    H1Endpoint server(Role::server, clock, {}, Application::holds);
    server.receive("GET / HTTP/" + std::string(version) + "\r\nHost: a\r\n\r\n");
    server.respond(1, {}, &body);
    server.connection().reset(1, "handler_failed");
    server.run();
    return server.connection().torn();
  };
  testkit::WaitingBody waiting;
  EXPECT_TRUE(torn("1.0", waiting));
  EXPECT_FALSE(torn("1.1", waiting));
  testkit::TextBody whole("hello");
  EXPECT_FALSE(torn("1.0", whole));
}

TEST(Memory, of_an_idle_connection_is_small_again_after_large_messages) {
  Clock clock;
  H1Endpoint server(Role::server, clock);
  server.receive("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(30'000, 'x') + "\r\n");
  EXPECT_GT(server.connection().memory(), 30'000U);
  server.receive("\r\n");
  EXPECT_EQ(server.events().back(), "closed 1 complete");
  EXPECT_LT(server.connection().memory(), 16'000U);
}

}  // namespace
}  // namespace weft::h1
