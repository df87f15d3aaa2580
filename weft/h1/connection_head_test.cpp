#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include <weft/testkit/gtest/for_each_segmentation.hpp>
#include <weft/testkit/h1_endpoint.hpp>

namespace weft::h1 {
namespace {

using testing::ElementsAre;
using testkit::Clock;
using testkit::H1Endpoint;
using Application = H1Endpoint::Application;

http::RequestHead request(http::Method method = http::Method::get) {
  http::RequestHead head;
  head.method = method;
  head.method_text = to_string(method);
  head.authority = method == http::Method::connect ? "a:443" : "a";
  head.path = method == http::Method::connect ? "" : "/";
  return head;
}

// The events of a client with one request open that reads `octets`, the same under every cut.
std::vector<std::string> events_of(std::string_view octets, const http::RequestHead& head = request(),
                                   http::BodySource* body = nullptr) {
  std::vector<std::string> first;
  testkit::for_each_segmentation(as_octets(octets), [&](const testkit::Segmentation& cut) {
    Clock clock;
    H1Endpoint client(Role::client, clock);
    EXPECT_NE(client.request(head, body), 0U);
    client.receive_pieces(cut.pieces);
    if (first.empty()) first = client.events();
    EXPECT_EQ(client.events(), first);
  });
  return first;
}

TEST(Response, ends_as_its_length_says) {
  EXPECT_THAT(events_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
              ElementsAre("response 1 200 content-length=5", "data hello", "end 1", "closed 1 complete"));
  EXPECT_THAT(events_of("HTTP/1.1 204 No Content\r\n\r\n"), ElementsAre("response 1 204 end", "closed 1 complete"));
}

TEST(Response, to_head_has_no_body_whatever_it_says) {
  EXPECT_THAT(events_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", request(http::Method::head)),
              ElementsAre("response 1 200 content-length=5 end", "closed 1 complete"));
}

TEST(Response, may_be_chunked_with_trailers) {
  EXPECT_THAT(events_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n"),
              ElementsAre("response 1 200", "data hello", "trailers 1 x-sum=1", "closed 1 complete"));
}

TEST(Response, comes_after_interim_ones) {
  EXPECT_THAT(
      events_of("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 x\r\n\r\n"),
      ElementsAre("interim 1 100", "interim 1 103 link=x", "response 1 204 end", "closed 1 complete"));
}

TEST(Response, has_a_limit_for_interim_ones) {
  std::string octets;
  for (std::size_t i = 0; i <= Limits{}.interim_responses; ++i) octets += "HTTP/1.1 100 Continue\r\n\r\n";
  const auto events = events_of(octets);
  EXPECT_EQ(events.size(), 18U);
  EXPECT_EQ(events.back(), "connection too_many_interim");
}

TEST(Response, without_a_length_ends_with_the_connection) {
  Clock clock;
  H1Endpoint client(Role::client, clock);
  client.request(request());
  client.receive("HTTP/1.1 200 OK\r\n\r\nhel");
  client.receive("lo");
  client.receive_end();
  EXPECT_THAT(client.events(),
              ElementsAre("response 1 200", "data hello", "end 1", "closed 1 complete", "connection not_persistent"));
}

TEST(Response, that_is_cut_off_is_incomplete) {
  for (const auto& [octets, reason] : std::initializer_list<std::pair<std::string, std::string>>{
           {"", "response_missing"},
           {"\r", "head_incomplete"},
           {"HTTP/1.1 200 OK\r\n", "head_incomplete"},
           {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", "body_incomplete"},
           {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", "body_incomplete"},
           {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe", "body_incomplete"}}) {
    Clock clock;
    H1Endpoint client(Role::client, clock);
    client.request(request());
    client.receive(octets);
    client.receive_end();
    EXPECT_EQ(client.events().back(), "connection " + reason);
    EXPECT_EQ(client.events().end()[-2], "closed 1 " + reason);
  }
}

TEST(Response, that_nobody_asked_for_ends_the_connection) {
  EXPECT_THAT(events_of("HTTP/1.1 204 x\r\n\r\nHTTP/1.1 204 x\r\n\r\n"),
              ElementsAre("response 1 204 end", "closed 1 complete", "connection unexpected_octets"));
  Clock clock;
  H1Endpoint client(Role::client, clock);
  client.receive("\r\nH");
  EXPECT_THAT(client.events(), ElementsAre("connection unexpected_octets"));
}

TEST(Response, with_close_is_the_last_one) {
  EXPECT_THAT(events_of("HTTP/1.1 204 x\r\nConnection: close\r\n\r\n"),
              ElementsAre("response 1 204 end", "closed 1 complete", "connection not_persistent"));
  EXPECT_THAT(events_of("HTTP/1.0 200 x\r\nContent-Length: 0\r\n\r\n"),
              ElementsAre("response 1 200 content-length=0 end", "closed 1 complete", "connection not_persistent"));
}

TEST(Response, of_101_needs_an_upgrade_that_was_asked_for) {
  EXPECT_THAT(events_of("HTTP/1.1 101 x\r\nConnection: upgrade\r\nUpgrade: y\r\n\r\n"),
              ElementsAre("closed 1 unexpected_upgrade", "connection unexpected_upgrade"));
}

TEST(Tunnel, begins_for_a_client_after_101) {
  Clock clock;
  H1Endpoint client(Role::client, clock);
  auto head = request();
  head.fields.add("upgrade", "echo");
  testkit::TextBody body("to the server");
  client.request(head, &body);
  EXPECT_EQ(client.take_output(), "GET / HTTP/1.1\r\nhost: a\r\nupgrade: echo\r\nconnection: upgrade\r\n\r\n");
  client.receive("HTTP/1.1 101 x\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nto the client");
  EXPECT_EQ(client.output(), "to the server");
  EXPECT_THAT(client.events(), ElementsAre("response 1 101 upgrade=echo", "data to the client", "closed 1 tunnel_ended",
                                           "connection not_persistent"));
}

TEST(Tunnel, begins_for_a_client_after_a_successful_connect) {
  Clock clock;
  H1Endpoint client(Role::client, clock);
  testkit::WaitingBody body;
  client.request(request(http::Method::connect), &body);
  client.receive("HTTP/1.1 200 x\r\nContent-Length: 3\r\n\r\nmore than three");
  client.receive_end();
  EXPECT_THAT(client.take_events(), ElementsAre("response 1 200 content-length=3", "data more than three", "end 1"));
  body.end();
  client.connection().ready(1);
  client.run();
  EXPECT_THAT(client.events(), ElementsAre("closed 1 tunnel_ended", "connection not_persistent"));
}

TEST(Tunnel, does_not_begin_for_a_client_whose_connect_was_refused) {
  testkit::WaitingBody body;
  EXPECT_THAT(events_of("HTTP/1.1 403 x\r\nContent-Length: 3\r\n\r\nno.", request(http::Method::connect), &body),
              ElementsAre("response 1 403 content-length=3", "data no.", "end 1", "closed 1 complete"));
}

TEST(Tunnel, of_a_server_holds_what_comes_before_its_101) {
  const std::string octets =
      "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: "
      "a\r\n\r\n";
  testkit::for_each_segmentation(as_octets(octets), [](const testkit::Segmentation& cut) {
    Clock clock;
    H1Endpoint server(Role::server, clock, {}, Application::holds);
    server.receive_pieces(cut.pieces);
    EXPECT_THAT(server.take_events(), ElementsAre("request 1 GET a /chat upgrade=echo end"));
    testkit::WaitingBody body;
    http::ResponseHead head;
    head.status = http::Status::switching_protocols;
    head.fields.add("upgrade", "echo");
    server.respond(1, head, &body);
    EXPECT_EQ(server.output(), "HTTP/1.1 101 Switching Protocols\r\nupgrade: echo\r\nconnection: upgrade\r\n\r\n");
    server.receive_end();
    EXPECT_THAT(server.events(), ElementsAre("data GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n", "end 1"));
  });
}

TEST(Tunnel, that_is_refused_ends_the_connection) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive("CONNECT b:80 HTTP/1.1\r\nHost: b\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(server.take_events(), ElementsAre("request 1 CONNECT b:80"));
  http::ResponseHead head;
  head.status = http::Status::method_not_allowed;
  server.respond(1, head);
  EXPECT_EQ(server.output(), "HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  EXPECT_THAT(server.events(), ElementsAre("closed 1 complete", "connection tunnel_refused"));
}

}  // namespace
}  // namespace weft::h1
