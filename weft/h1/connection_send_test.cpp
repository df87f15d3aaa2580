#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include <weft/testkit/h1_endpoint.hpp>

namespace weft::h1 {
namespace connection_send_test {

using testing::ElementsAre;
using testkit::Clock;
using testkit::H1Endpoint;
using testkit::TextBody;
using Application = H1Endpoint::Application;

constexpr std::string_view get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

// A server that has read a request and waits for respond().
struct Server : H1Endpoint {
  explicit Server(std::string_view request = get, const Options& options = {})
      : H1Endpoint(Role::server, clock, options, Application::holds) {
    receive(request);
    take_events();
  }
  static inline Clock clock;
};

http::ResponseHead response(http::Status status = http::Status::ok,
                            std::optional<std::uint64_t> content_length = std::nullopt) {
  http::ResponseHead head;
  head.status = status;
  head.content_length = content_length;
  return head;
}

TEST(Respond, with_a_head_alone_says_that_there_is_no_body) {
  Server server;
  server.respond(1, response());
  EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
  EXPECT_THAT(server.events(), ElementsAre("closed 1 complete"));
}

TEST(Respond, with_a_known_length_sends_the_body_as_it_is) {
  Server server;
  TextBody body("hello");
  server.respond(1, response(http::Status::ok, 5), &body);
  EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello");
}

TEST(Respond, takes_the_length_from_the_fields_as_well) {
  Server server;
  TextBody body("hello");
  auto head = response();
  head.fields.add("content-length", "5");
  server.respond(1, head, &body);
  EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello");
}

TEST(Respond, without_a_length_sends_chunks) {
  Server server;
  TextBody body("hello");
  server.respond(1, response(), &body);
  EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0005\r\nhello\r\n0\r\n\r\n");
}

TEST(Respond, to_http10_without_a_length_ends_with_the_connection) {
  Server server("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  TextBody body("hello");
  server.respond(1, response(), &body);
  EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhello");
  EXPECT_THAT(server.events(), ElementsAre("closed 1 complete", "connection not_persistent"));
}

TEST(Respond, to_http10_says_whether_the_connection_stays) {
  Server staying("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  staying.respond(1, response());
  EXPECT_EQ(staying.output(), "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: keep-alive\r\n\r\n");
  EXPECT_FALSE(staying.connection().closed());
  Server leaving("GET / HTTP/1.0\r\n\r\n");
  leaving.respond(1, response());
  EXPECT_EQ(leaving.output(), "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  EXPECT_TRUE(leaving.connection().closed());
}

TEST(Respond, to_head_sends_the_head_that_get_would_have) {
  Server server("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  TextBody body("hello");
  server.respond(1, response(http::Status::ok, 5), &body);
  EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n");
  EXPECT_THAT(server.events(), ElementsAre("closed 1 complete"));
}

TEST(Respond, with_204_or_304_never_sends_a_body) {
  TextBody body("hello");
  Server no_content;
  no_content.respond(1, response(http::Status::no_content, 5), &body);
  EXPECT_EQ(no_content.output(), "HTTP/1.1 204 No Content\r\n\r\n");
  Server not_modified;
  not_modified.respond(1, response(http::Status::not_modified, 5), &body);
  EXPECT_EQ(not_modified.output(), "HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n");
}

TEST(Respond, after_close_was_asked_for_closes) {
  Server server("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
  server.respond(1, response());
  EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  EXPECT_THAT(server.events(), ElementsAre("closed 1 complete", "connection not_persistent"));
}

TEST(Respond, refuses_what_does_not_fit) {
  Server server;
  auto misuse_of = [&server](const http::ResponseHead& head, http::BodySource* body = nullptr) {
    const auto done = server.connection().respond(1, head, body);
    return done ? "none" : std::string(to_string(done.error()));
  };
  TextBody body("hello");
  EXPECT_EQ(server.connection().respond(2, response(), nullptr).error(), Misuse::unknown_message);
  EXPECT_EQ(misuse_of(response(http::Status::continue_)), "head_not_valid");
  EXPECT_EQ(misuse_of(response(http::Status::switching_protocols), &body), "head_not_valid");
  EXPECT_EQ(misuse_of(response(http::Status::ok, 5)), "head_not_valid");
  auto split = response();
  split.fields.add("location", "/\r\nset-cookie: a=b");
  EXPECT_EQ(misuse_of(split), "head_not_valid");
  EXPECT_EQ(server.output(), "");
  EXPECT_EQ(misuse_of(response(), &body), "none");
  EXPECT_EQ(misuse_of(response(), &body), "already_responded");
  EXPECT_EQ(server.connection().open({}, nullptr).error(), Misuse::wrong_role);
}

TEST(Respond, with_a_body_that_breaks_its_word_never_ends_it) {
  for (const std::string_view text : {"hell", "hello!"}) {
    Server server;
    TextBody body{std::string(text)};
    server.respond(1, response(http::Status::ok, 5), &body);
    EXPECT_TRUE(server.connection().closed());
    EXPECT_FALSE(server.output().ends_with("hello")) << server.output();
    EXPECT_EQ(server.events().size(), 2U);
  }
}

TEST(Respond, goes_on_when_the_body_is_ready) {
  Server server;
  testkit::WaitingBody body;
  server.respond(1, response(), &body);
  EXPECT_FALSE(server.connection().wants_to_produce());
  body.end();
  server.connection().ready(1);
  EXPECT_TRUE(server.connection().wants_to_produce());
  server.run();
  EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n");
  EXPECT_THAT(server.events(), ElementsAre("closed 1 complete"));
}

TEST(RespondInterim, comes_before_the_final_response) {
  Server server;
  auto hints = response(http::Status::early_hints);
  hints.fields.add("link", "</a>");
  EXPECT_TRUE(server.connection().respond_interim(1, hints));
  EXPECT_EQ(server.connection().respond_interim(1, response()).error(), Misuse::head_not_valid);
  EXPECT_EQ(server.connection().respond_interim(1, response(http::Status::switching_protocols)).error(),
            Misuse::head_not_valid);
  server.respond(1, response());
  EXPECT_EQ(server.connection().respond_interim(1, hints).error(), Misuse::unknown_message);
  EXPECT_EQ(server.output(),
            "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
}

TEST(RespondInterim, is_not_sent_to_http10) {
  Server server("GET / HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(server.connection().respond_interim(1, response(http::Status::early_hints)));
  server.run();
  EXPECT_EQ(server.output(), "");
}

constexpr std::string_view expecting = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";

TEST(Expectation, is_met_by_an_interim_response) {
  Server server(expecting);
  EXPECT_TRUE(server.connection().respond_interim(1, response(http::Status::continue_)));
  server.run();
  EXPECT_EQ(server.take_output(), "HTTP/1.1 100 Continue\r\n\r\n");
  server.receive("hello");
  server.respond(1, response());
  EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
  EXPECT_FALSE(server.connection().closed());
}

TEST(Expectation, that_is_answered_at_once_ends_the_connection) {
  Server server(expecting);
  server.respond(1, response(http::Status::content_too_large));
  EXPECT_EQ(server.output(), "HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  EXPECT_THAT(server.events(), ElementsAre("closed 1 early_response", "connection request_unread"));
}

TEST(EarlyResponse, drains_a_small_rest_and_keeps_the_connection) {
  Server server("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 65536\r\n\r\n");
  server.respond(1, response());
  EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
  server.receive(std::string(65536, 'x') + std::string(get));
  EXPECT_THAT(server.events(), ElementsAre("closed 1 early_response", "request 2 GET a / end"));
}

TEST(EarlyResponse, ends_the_connection_rather_than_reading_a_large_rest) {
  Server server("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n");
  server.respond(1, response());
  EXPECT_EQ(server.output(), "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  EXPECT_THAT(server.events(), ElementsAre("closed 1 early_response", "connection request_unread"));
}

TEST(EarlyResponse, drains_chunks_up_to_the_same_limit) {
  const std::string chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  Server small(chunked);
  small.respond(1, response());
  small.receive("fff0\r\n" + std::string(0xfff0, 'x') + "\r\n0\r\n\r\n" + std::string(get));
  EXPECT_THAT(small.events(), ElementsAre("closed 1 early_response", "request 2 GET a / end"));
  Server large(chunked);
  large.respond(1, response());
  large.receive("10001\r\n" + std::string(0x10001, 'x') + "\r\n0\r\n\r\n" + std::string(get));
  EXPECT_THAT(large.events(), ElementsAre("closed 1 early_response", "connection request_unread"));
}

TEST(EarlyResponse, still_delivers_the_request_while_it_is_under_way) {
  Server server("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
  testkit::WaitingBody body;
  server.respond(1, response(), &body);
  server.receive("hello");
  EXPECT_THAT(server.events(), ElementsAre("data hello", "end 1"));
  EXPECT_FALSE(server.connection().closed());
}

http::RequestHead request(http::Method method = http::Method::get) {
  http::RequestHead head;
  head.method = method;
  head.method_text = to_string(method);
  head.authority = "a";
  head.path = "/";
  return head;
}

TEST(Open, sends_one_request_at_a_time) {
  Clock clock;
  H1Endpoint client(Role::client, clock);
  EXPECT_EQ(client.request(request()), 1U);
  EXPECT_EQ(client.take_output(), "GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  EXPECT_EQ(client.connection().open(request(), nullptr).error(), Misuse::busy);
  client.receive("HTTP/1.1 204 x\r\n\r\n");
  EXPECT_EQ(client.request(request()), 2U);
  EXPECT_EQ(client.connection().respond(2, {}, nullptr).error(), Misuse::wrong_role);
}

TEST(Open, frames_the_body_by_its_length_or_in_chunks) {
  Clock clock;
  TextBody known("hello");
  H1Endpoint one(Role::client, clock);
  auto head = request(http::Method::put);
  head.content_length = 5;
  one.request(head, &known);
  EXPECT_EQ(one.output(), "PUT / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhello");
  TextBody unknown("hello");
  H1Endpoint two(Role::client, clock);
  two.request(request(http::Method::put), &unknown);
  EXPECT_EQ(two.output(), "PUT / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n0005\r\nhello\r\n0\r\n\r\n");
}

TEST(Open, says_that_a_post_without_a_body_has_none) {
  Clock clock;
  H1Endpoint client(Role::client, clock);
  client.request(request(http::Method::post));
  EXPECT_EQ(client.output(), "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n");
}

TEST(Open, refuses_what_cannot_be_sent) {
  Clock clock;
  H1Endpoint client(Role::client, clock);
  auto head = request();
  head.content_length = 5;
  EXPECT_EQ(client.connection().open(head, nullptr).error(), Misuse::head_not_valid);
  auto connect = request(http::Method::connect);
  connect.authority = "a:80";
  EXPECT_EQ(client.connection().open(connect, nullptr).error(), Misuse::head_not_valid);
  client.connection().shutdown(clock.now());
  EXPECT_EQ(client.connection().open(request(), nullptr).error(), Misuse::connection_closing);
}

TEST(Open, never_takes_what_was_there_before_for_its_response) {
  Clock clock;
  H1Endpoint client(Role::client, clock);
  client.request(request());
  const std::string extra = "HTTP/1.1 204 x\r\n\r\nHTTP/1.1 200 x\r\nContent-Length: 0\r\n\r\n";
  client.connection().receive(as_octets(extra), clock.now());
  while (auto event = client.connection().poll_event()) {
  }
  client.connection().release(1);
  EXPECT_EQ(client.connection().open(request(), nullptr).error(), Misuse::connection_closing);
  client.run();
  EXPECT_EQ(client.events().back(), "connection unexpected_octets");
}

TEST(Open, is_over_when_the_response_is_complete_before_the_request) {
  Clock clock;
  H1Endpoint client(Role::client, clock);
  testkit::WaitingBody body;
  client.request(request(http::Method::post), &body);
  client.receive("HTTP/1.1 413 x\r\nContent-Length: 0\r\n\r\n");
  EXPECT_THAT(client.events(), ElementsAre("response 1 413 content-length=0 end", "closed 1 early_response",
                                           "connection request_unsent"));
}

}  // namespace connection_send_test
}  // namespace weft::h1
