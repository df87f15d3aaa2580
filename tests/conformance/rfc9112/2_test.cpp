// RFC 9112 2: messages.
#include "trial.hpp"

namespace weft::h1::test {
namespace {

// RFC 9112 2.2: "A recipient MUST parse an HTTP message as a sequence of octets in an encoding that is a superset of
// US-ASCII"
TEST(Section2, octets_beyond_ascii_in_a_value_are_data) {
  EXPECT_EQ(server_sees("GET / HTTP/1.1\r\nHost: a\r\nX: \xe2\x80\xa8\xc4\x8a\r\n\r\n"),
            "request 1 GET a / x=\xe2\x80\xa8\xc4\x8a end; closed 1 complete");
}

// RFC 9112 2.2: "a recipient MAY recognize a single LF as a line terminator and ignore any preceding CR": this one does
// not.
TEST(Section2, lines_end_in_crlf_alone) {
  EXPECT_EQ(server_sees("GET / HTTP/1.1\nHost: a\n\n"), "rejected 1 400 bare_lf; connection bare_lf");
  EXPECT_EQ(server_sees("GET / HTTP/1.1\r\nHost: a\n\r\n"), "rejected 1 400 bare_lf; connection bare_lf");
  EXPECT_EQ(client_sees("HTTP/1.1 200 OK\nContent-Length: 0\n\n"), "closed 1 bare_lf; connection bare_lf");
}

// RFC 9112 2.2: "A recipient of such a bare CR MUST consider that element to be invalid or replace each bare CR with SP
// before processing the element or forwarding the message."
TEST(Section2, a_bare_cr_is_invalid) {
  EXPECT_EQ(server_sees("GET /\r HTTP/1.1\r\nHost: a\r\n\r\n"), "rejected 1 400 bare_cr; connection bare_cr");
  EXPECT_EQ(server_sees("GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n"), "rejected 1 400 bare_cr; connection bare_cr");
  EXPECT_EQ(client_sees("HTTP/1.1 200 O\rK\r\n\r\n"), "closed 1 bare_cr; connection bare_cr");
}

// RFC 9112 2.2: "In the interest of robustness, a server that is expecting to receive and parse a request-line SHOULD
// ignore at least one empty line (CRLF) received prior to the request-line."
TEST(Section2, a_few_empty_lines_before_a_request_are_ignored) {
  EXPECT_EQ(server_sees("\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
            "request 1 GET a / end; closed 1 complete; request 2 GET a / end; closed 2 complete");
  EXPECT_EQ(server_sees("\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
            "rejected 1 400 empty_lines; connection empty_lines");
}

// RFC 9112 2.2: "A recipient that receives whitespace between the start-line and the first header field MUST either
// reject the message as invalid or consume each whitespace-preceded line without further processing of it"
TEST(Section2, whitespace_before_the_first_field_is_rejected) {
  EXPECT_EQ(server_sees("GET / HTTP/1.1\r\n Host: a\r\nHost: b\r\n\r\n"),
            "rejected 1 400 line_folding; connection line_folding");
  EXPECT_EQ(server_sees("GET / HTTP/1.1\r\n\tHost: a\r\nHost: b\r\n\r\n"),
            "rejected 1 400 line_folding; connection line_folding");
}

// RFC 9112 2.2: "the server SHOULD respond with a 400 (Bad Request) response and close the connection"
TEST(Section2, what_is_no_request_is_answered_and_closed) {
  EXPECT_EQ(server_says("\x17\x03\x01\x02\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
            "HTTP/1.1 400 Bad Request (method_not_valid)\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  EXPECT_EQ(server_says("\x16\x03\x01\x02\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
            "HTTP/1.1 400 Bad Request (cleartext_expected)\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
}

// RFC 9112 2.3: "HTTP-version is case-sensitive."
TEST(Section2, the_version_is_case_sensitive) {
  EXPECT_EQ(server_sees("GET / http/1.1\r\nHost: a\r\n\r\n"),
            "rejected 1 400 version_not_valid; connection version_not_valid");
}

// RFC 9110 15.6.6: "The 505 (HTTP Version Not Supported) status code indicates that the server does not support, or
// refuses to support, the major version of HTTP that was used in the request message."
TEST(Section2, another_major_version_is_not_supported) {
  EXPECT_EQ(server_sees("GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
            "rejected 1 505 version_not_supported; connection version_not_supported");
  EXPECT_EQ(server_sees("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
            "rejected 1 505 version_not_supported; connection version_not_supported");
}

}  // namespace
}  // namespace weft::h1::test
