// RFC 9112 9: connection management.
#include "trial.hpp"

namespace weft::h1::test {
namespace {

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

// RFC 9112 9.2: "If a client receives data on a connection that doesn't have outstanding requests, the client MUST NOT
// consider that data to be a valid response; the client SHOULD close the connection, since message delimitation is now
// ambiguous, unless the data consists only of one or more CRLF"
TEST(Section9, a_response_without_a_request_ends_the_connection) {
  const auto idle = [](std::string_view octets) {
    return see(Role::client, octets, Then::stays, Application::holds, [](H1Endpoint&) {}).events;
  };
  EXPECT_EQ(idle("HTTP/1.1 200 x\r\n\r\n"), "connection unexpected_octets");
  EXPECT_EQ(idle("\r\n\r\n"), "");
}

// RFC 9112 9.3: "If the "close" connection option is present (Section 9.6), the connection will not persist after the
// current response; else, If the received protocol is HTTP/1.1 (or later), the connection will persist"
TEST(Section9, http11_persists_unless_close_was_said) {
  EXPECT_EQ(server_sees(get + get),
            "request 1 GET a / end; closed 1 complete; request 2 GET a / end; closed 2 complete");
  EXPECT_EQ(server_sees("GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n" + get),
            "request 1 GET a / end; closed 1 complete; connection not_persistent");
  EXPECT_EQ(server_sees("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, close\r\n\r\n" + get),
            "request 1 GET a / end; closed 1 complete; connection not_persistent");
}

// RFC 9112 9.3: "If the received protocol is HTTP/1.0, the "keep-alive" connection option is present […] the connection
// will persist after the current response; otherwise, The connection will close after the current response."
TEST(Section9, http10_persists_only_if_asked) {
  EXPECT_EQ(server_sees("GET / HTTP/1.0\r\n\r\n" + get),
            "request 1 GET / 1.0 end; closed 1 complete; connection not_persistent");
  EXPECT_EQ(server_sees("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n" + get),
            "request 1 GET / 1.0 end; closed 1 complete; request 2 GET a / end; closed 2 complete");
}

// RFC 9112 9.3: "A server MUST read the entire request message body or close the connection after sending its response;
// otherwise, the remaining data on a persistent connection would be misinterpreted as the next request."
TEST(Section9, an_unread_body_is_never_the_next_request) {
  const auto paths_of = [](const std::string& fields, const Segmentation& cut) {
    Clock clock;
    H1Endpoint server(Role::server, clock, {}, Application::answers_early);
    server.receive("POST /first HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
    std::string paths;
    server.on_event = [&paths](const Event& event) {
      const auto* request = std::get_if<http::RequestReceived>(&event);
      if (request != nullptr) paths += request->head->path;
    };
    server.receive_pieces(cut.pieces);
    return paths;
  };
  const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string rest = smuggled + "GET /clean HTTP/1.1\r\nHost: a\r\n\r\n";
  testkit::for_each_segmentation(as_octets(rest), [&](const Segmentation& cut) {
    EXPECT_EQ(paths_of("Content-Length: " + std::to_string(smuggled.size()) + "\r\n", cut), "/clean");
    EXPECT_EQ(paths_of("Content-Length: 1000000\r\n", cut), "");
    EXPECT_EQ(paths_of("Expect: 100-continue\r\nContent-Length: 35\r\n", cut), "");
  });
}

// RFC 9112 9.3.2: "it MUST send the corresponding responses in the same order that the requests were received"
TEST(Section9, pipelined_requests_are_answered_in_order) {
  std::string pipeline;
  std::string expected;
  for (int i = 1; i <= 20; ++i) {
    const std::string path = "/" + std::to_string(i);
    pipeline += "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
    expected += (i == 1 ? "" : "; ") + ("request " + std::to_string(i) + " GET a " + path + " end; closed ") +
                std::to_string(i) + " complete";
  }
  EXPECT_EQ(server_sees(pipeline), expected);
}

// RFC 9112 9.6: "A server that receives a "close" connection option MUST initiate closure of the connection (see below)
// after it sends the final response to the request that contained the "close" connection option." and "The server
// SHOULD send a "close" connection option in its final response on that connection. The server MUST NOT process any
// further requests received on that connection."
TEST(Section9, close_is_answered_with_close) {
  EXPECT_EQ(server_says("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + get),
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
}

// RFC 9112 9.6: "A client that receives a "close" connection option MUST cease sending requests on that connection and
// close the connection after reading the response message containing the "close" connection option"
TEST(Section9, a_client_stops_after_close) {
  Clock clock;
  H1Endpoint client(Role::client, clock);
  client.request(request());
  client.receive("HTTP/1.1 204 x\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(joined(client.events()), "response 1 204 end; closed 1 complete; connection not_persistent");
  EXPECT_EQ(client.connection().open(request(), nullptr).error(), Misuse::connection_closing);
}

// RFC 9112 9.6: "a TCP connection that is half-closed by the client does not delimit a request message, nor does it
// imply that the client is no longer interested in a response"
TEST(Section9, a_half_closed_client_gets_its_responses) {
  const Seen seen = server(get + get, Then::ends);
  EXPECT_EQ(seen.output, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
  EXPECT_TRUE(seen.events.ends_with("connection peer_closed"));
}

}  // namespace
}  // namespace weft::h1::test
