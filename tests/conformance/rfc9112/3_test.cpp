// RFC 9112 3: the request line.
#include "trial.hpp"

namespace weft::h1::test {
namespace {

// RFC 9112 3: "lenient parsing can result in request smuggling security vulnerabilities": single spaces and nothing
// else.
TEST(Section3, the_parts_are_separated_by_one_space) {
  for (const char* line : {"GET  / HTTP/1.1", "GET /  HTTP/1.1", "GET / HTTP/1.1 ", "GET\t/\tHTTP/1.1",
                           "GET /\x0bHTTP/1.1", " GET / HTTP/1.1", "GET /", "GET"}) {
    EXPECT_TRUE(server_sees(std::string(line) + "\r\nHost: a\r\n\r\n").starts_with("rejected 1 400 ")) << line;
  }
}

// RFC 9112 3: "A server that receives a method longer than any that it implements SHOULD respond with a 501"
TEST(Section3, a_method_that_is_too_long_is_not_implemented) {
  EXPECT_EQ(server_sees(std::string(100, 'G') + " / HTTP/1.1\r\nHost: a\r\n\r\n"),
            "rejected 1 501 method_too_long; connection method_too_long");
}

// RFC 9112 3: a method that is longer than any existing one is refused before its end comes.
TEST(Section3, a_method_that_does_not_end_is_not_implemented) {
  for (const std::size_t size : {33u, 1'000u, 100'000u}) {
    EXPECT_EQ(server_sees(std::string(size, 'G')), "rejected 1 501 method_too_long; connection method_too_long");
  }
  EXPECT_EQ(server_sees(std::string(32, 'G')), "");
  EXPECT_EQ(server_sees(std::string(100, '\x16')), "rejected 1 400 method_not_valid; connection method_not_valid");
}

// RFC 9112 3: the answer does not speak of a long target, because the line has no target.
TEST(Section3, a_line_without_a_space_is_no_request_line) {
  EXPECT_EQ(server_sees("GET\r" + std::string(100'000, 'G')),
            "rejected 1 400 request_line_not_valid; connection request_line_not_valid");
}

// RFC 9112 3: "A server that receives a request-target longer than any URI it wishes to parse MUST respond with a 414
// (URI Too Long) status code"
TEST(Section3, a_target_that_is_too_long_is_answered_414) {
  for (const std::size_t size : {std::size_t{16 * 1024}, std::size_t{100 * 1024}}) {
    EXPECT_EQ(server_sees("GET /" + std::string(size, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"),
              "rejected 1 414 target_too_long; connection target_too_long");
  }
}

// RFC 9112 3: "It is RECOMMENDED that all HTTP senders and recipients support, at a minimum, request-line lengths of
// 8000 octets."
TEST(Section3, a_request_line_of_8000_octets_is_accepted) {
  const std::string target = "/" + std::string(8000, 'a');
  EXPECT_EQ(server_sees("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n"),
            "request 1 GET a " + target + " end; closed 1 complete");
}

// RFC 9112 3.1: "The request method is case-sensitive."
TEST(Section3, the_method_is_case_sensitive) {
  EXPECT_EQ(server_sees("get / HTTP/1.1\r\nHost: a\r\n\r\n"), "request 1 get a / end; closed 1 complete");
}

// RFC 9112 3.2: "No whitespace is allowed in the request-target."
TEST(Section3, a_target_with_whitespace_is_rejected) {
  EXPECT_EQ(server_sees("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
            "rejected 1 400 request_line_not_valid; connection request_line_not_valid");
}

// RFC 9112 3.2: "A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1 request message that lacks
// a Host header field and to any request message that contains more than one Host header field line or a Host header
// field with an invalid field value."
TEST(Section3, host_is_needed_once_and_valid) {
  EXPECT_EQ(server_sees("GET / HTTP/1.1\r\n\r\n"), "rejected 1 400 host_missing; connection host_missing");
  EXPECT_EQ(server_sees("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
            "rejected 1 400 host_repeated; connection host_repeated");
  EXPECT_EQ(server_sees("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
            "rejected 1 400 host_not_valid; connection host_not_valid");
}

// RFC 9112 3.2.2: "A server MUST accept the absolute-form in requests even though most HTTP/1.1 clients will only send
// the absolute-form to a proxy."
TEST(Section3, absolute_form_is_accepted) {
  EXPECT_EQ(server_sees("GET http://a/b HTTP/1.1\r\nHost: a\r\n\r\n"),
            "request 1 GET http a /b end; closed 1 complete");
}

// RFC 9112 3.2.2: "the origin server MUST ignore the received Host header field (if any) and instead use the host
// information of the request-target."
TEST(Section3, absolute_form_wins_over_host) {
  for (const char* host : {"b", "a:81", "localhost"}) {
    EXPECT_EQ(server_sees("GET http://a/b HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n"),
              "request 1 GET http a /b end; closed 1 complete");
  }
}

// RFC 9110 4.2.1: a recipient of a URI with an empty host "MUST reject it as invalid"; 4.2.4: "a recipient SHOULD parse
// for userinfo and treat its presence as an error".
TEST(Section3, absolute_form_has_a_host_and_no_user) {
  for (const char* target : {"http:///b", "http://", "http://:80/b", "http://u@a/b", "http://u:p@a/b", "http://@a/"}) {
    EXPECT_EQ(server_sees("GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n\r\n"),
              "rejected 1 400 target_not_valid; connection target_not_valid");
  }
}

// RFC 9112 3.2.3: "The authority-form of request-target is only used for CONNECT requests"
TEST(Section3, authority_form_is_for_connect) {
  EXPECT_EQ(server("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", Then::stays, Application::holds).events,
            "request 1 CONNECT a:443");
  EXPECT_EQ(server_sees("GET a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
            "rejected 1 400 target_not_valid; connection target_not_valid");
  EXPECT_EQ(server_sees("CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n"),
            "rejected 1 400 target_not_valid; connection target_not_valid");
}

// RFC 9110 9.3.6: "A server MUST reject a CONNECT request that targets an empty or invalid port number"
TEST(Section3, connect_needs_a_port) {
  for (const char* target : {"a", "a:", "a:70000", "a:x"}) {
    EXPECT_EQ(server_sees("CONNECT " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n\r\n"),
              "rejected 1 400 target_not_valid; connection target_not_valid");
  }
}

// RFC 9112 3.2.4: "The asterisk-form of request-target is only used for a server-wide OPTIONS request"
TEST(Section3, asterisk_form_is_for_options) {
  EXPECT_EQ(server_sees("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), "request 1 OPTIONS a * end; closed 1 complete");
  EXPECT_EQ(server_sees("GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
            "rejected 1 400 target_not_valid; connection target_not_valid");
}

// RFC 9112 3.2: "A client MUST send a Host header field (Section 7.2 of [HTTP]) in all HTTP/1.1 request messages."
// RFC 9112 3.2.1: "a client MUST send only the absolute path and query components of the target URI as the
// request-target"
TEST(Section3, a_client_sends_origin_form_and_host) {
  Clock clock;
  H1Endpoint client(Role::client, clock);
  auto head = request();
  head.path = "/where?q=now";
  client.request(head);
  EXPECT_EQ(client.output(), "GET /where?q=now HTTP/1.1\r\nhost: a\r\n\r\n");
}

}  // namespace
}  // namespace weft::h1::test
