// RFC 9112 6: the message body.
#include "trial.hpp"

namespace weft::h1::test {
namespace {

const std::string clean = "GET /clean HTTP/1.1\r\nHost: a\r\n\r\n";

std::string post(std::string_view fields, std::string_view body = "") {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

// RFC 9112 6: "The presence of a message body in a request is signaled by a Content-Length or Transfer-Encoding header
// field. Request message framing is independent of method semantics."
TEST(Section6, any_method_may_have_a_body_and_none_must) {
  EXPECT_EQ(
      server_sees("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + clean),
      "request 1 GET a / content-length=3; data abc; end 1; closed 1 complete; request 2 GET a /clean end; closed 2 "
      "complete");
  EXPECT_EQ(server_sees(post("", clean)),
            "request 1 POST a / end; closed 1 complete; request 2 GET a /clean end; closed 2 complete");
}

// RFC 9112 6.1: "A recipient MUST be able to parse the chunked transfer coding (Section 7.1)"
TEST(Section6, chunked_is_understood_whatever_its_case) {
  EXPECT_EQ(server_sees(post("Transfer-Encoding: CHUNKED\r\n", "3\r\nabc\r\n0\r\n\r\n")),
            "request 1 POST a /; data abc; end 1; closed 1 complete");
}

// RFC 9112 6.1: "A server that receives a request message with a transfer coding it does not understand SHOULD respond
// with 501 (Not Implemented)."
TEST(Section6, other_codings_are_not_implemented) {
  EXPECT_EQ(server_sees(post("Transfer-Encoding: gzip, chunked\r\n", clean)),
            "rejected 1 501 coding_not_understood; connection coding_not_understood");
}

// RFC 9112 6.1: "Regardless, the server MUST close the connection after responding to such a request"
TEST(Section6, coding_and_length_together_end_the_connection) {
  EXPECT_EQ(server_sees(post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + clean)),
            "rejected 1 400 content_length_and_coding; connection content_length_and_coding");
  EXPECT_EQ(client_sees("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            "closed 1 content_length_and_coding; connection content_length_and_coding");
}

// RFC 9112 6.1: "A server or client that receives an HTTP/1.0 message containing a Transfer-Encoding header field MUST
// treat the message as if the framing is faulty, even if a Content-Length is present, and close the connection"
TEST(Section6, a_coding_in_http10_is_faulty) {
  EXPECT_EQ(
      server_sees("POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + clean),
      "rejected 1 400 coding_in_http10; connection coding_in_http10");
  EXPECT_EQ(client_sees("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            "closed 1 coding_in_http10; connection coding_in_http10");
}

// RFC 9112 6.1: "A server MUST NOT send a response containing Transfer-Encoding unless the corresponding request
// indicates HTTP/1.1 (or later minor revisions)." and RFC 9112 6.1: "A server MUST NOT send a Transfer-Encoding header
// field in any response with a status code of 1xx (Informational) or 204 (No Content)."
TEST(Section6, a_coding_is_sent_only_where_it_may_be) {
  for (const auto& [version, status] : std::initializer_list<std::pair<std::string, http::Status>>{
           {"HTTP/1.0", http::Status::ok}, {"HTTP/1.1", http::Status::no_content}, {"HTTP/1.1", http::Status::ok}}) {
    Clock clock;
    H1Endpoint server(Role::server, clock, {}, Application::holds);
    server.receive("GET / " + version + "\r\nHost: a\r\n\r\n");
    testkit::TextBody body("abc");
    http::ResponseHead head;
    head.status = status;
    server.respond(1, head, &body);
    const bool chunked = server.output().find("transfer-encoding") != std::string::npos;
    EXPECT_EQ(chunked, version == "HTTP/1.1" && status == http::Status::ok);
  }
}

// RFC 9112 6.3: "Any response to a HEAD request and any response with a 1xx (Informational), 204 (No Content), or 304
// (Not Modified) status code is always terminated by the first empty line after the header fields, regardless of the
// header fields present in the message"
TEST(Section6, some_responses_never_have_a_body) {
  for (const char* line : {"204 x", "304 x"}) {
    EXPECT_TRUE(client_sees("HTTP/1.1 " + std::string(line) + "\r\nContent-Length: 5\r\n\r\n")
                    .ends_with("end; closed 1 complete"));
  }
  EXPECT_EQ(
      client_sees("HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n", Then::stays, request(http::Method::head)),
      "response 1 200 end; closed 1 complete");
}

// RFC 9112 6.3: "If a Transfer-Encoding header field is present in a request and the chunked transfer coding is not the
// final encoding, the message body length cannot be determined reliably; the server MUST respond with the 400 (Bad
// Request) status code and then close the connection."
TEST(Section6, chunked_is_the_final_coding_of_a_request) {
  EXPECT_EQ(server_sees(post("Transfer-Encoding: chunked, gzip\r\n", clean)),
            "rejected 1 400 coding_not_chunked; connection coding_not_chunked");
  EXPECT_EQ(server_sees(post("Transfer-Encoding: identity\r\n", clean)),
            "rejected 1 400 coding_not_chunked; connection coding_not_chunked");
}

// RFC 9112 6.3: "If a message is received without Transfer-Encoding and with an invalid Content-Length header field,
// then the message framing is invalid and the recipient MUST treat it as an unrecoverable error"
TEST(Section6, an_invalid_length_is_unrecoverable) {
  for (const char* value : {"", "+3", "-3", "3,3", "3 3", "0x3", "3;", "18446744073709551616"}) {
    EXPECT_EQ(server_sees(post("Content-Length: " + std::string(value) + "\r\n", clean)),
              "rejected 1 400 content_length_not_valid; connection content_length_not_valid");
    EXPECT_EQ(client_sees("HTTP/1.1 200 x\r\nContent-Length: " + std::string(value) + "\r\n\r\nabc"),
              "closed 1 content_length_not_valid; connection content_length_not_valid");
  }
}

// RFC 9112 6.3: "If the sender closes the connection or the recipient times out before the indicated number of octets
// are received, the recipient MUST consider the message to be incomplete and close the connection."
TEST(Section6, a_short_body_is_incomplete) {
  EXPECT_EQ(server_sees(post("Content-Length: 5\r\n", "abc"), Then::ends),
            "request 1 POST a / content-length=5; data abc; closed 1 body_incomplete; connection body_incomplete");
  EXPECT_EQ(client_sees("HTTP/1.1 200 x\r\nContent-Length: 5\r\n\r\nabc", Then::ends),
            "response 1 200 content-length=5; data abc; closed 1 body_incomplete; connection body_incomplete");
}

// RFC 9112 6.3: "Otherwise, this is a response message without a declared message body length, so the message body
// length is determined by the number of octets received prior to the server closing the connection."
TEST(Section6, a_response_without_a_length_ends_with_the_connection) {
  EXPECT_EQ(client_sees("HTTP/1.1 200 x\r\n\r\nabc", Then::ends),
            "response 1 200; data abc; end 1; closed 1 complete; connection not_persistent");
}

// RFC 9112 6.3: "A client MUST NOT process, cache, or forward such extra data as a separate response"
TEST(Section6, what_follows_a_response_is_no_response) {
  EXPECT_EQ(client_sees("HTTP/1.1 200 x\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 x\r\nContent-Length: 0\r\n\r\n"),
            "response 1 200 content-length=3; data abc; end 1; closed 1 complete; connection unexpected_octets");
}

}  // namespace
}  // namespace weft::h1::test
