// RFC 9112 8: incomplete messages.
#include "trial.hpp"

namespace weft::h1::test {
namespace {

// RFC 9112 8: "A server that receives an incomplete request message, usually due to a canceled request or a triggered
// timeout exception, MAY send an error response prior to closing the connection."
TEST(Section8, an_incomplete_request_is_answered) {
  EXPECT_EQ(server("GET / HTTP/1.1\r\nHost: a\r\n", Then::ends).output,
            "HTTP/1.1 400 Bad Request (head_incomplete)\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
}

// RFC 9112 8: "A client that receives an incomplete response message […] MUST record the message as incomplete."
TEST(Section8, an_incomplete_response_never_looks_complete) {
  for (const auto& [octets, reason] : std::initializer_list<std::pair<std::string, std::string>>{
           {"HTTP/1.1 200 x\r\nContent-Length: 9\r\n\r\nabc", "body_incomplete"},
           {"HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "body_incomplete"},
           {"HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n", "body_incomplete"},
           {"HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n", "chunk_end_not_valid"},
           {"HTTP/1.1 200 x\r\nContent-Len", "head_incomplete"},
           {"", "response_missing"}}) {
    const std::string events = client_sees(octets, Then::ends);
    EXPECT_TRUE(events.ends_with("closed 1 " + reason + "; connection " + reason)) << events;
    EXPECT_EQ(events.find("end 1"), std::string::npos);
  }
}

// RFC 9112 8: "A response that has neither chunked transfer coding nor Content-Length is terminated by closure of the
// connection and, if the header section was received intact, is considered complete"
TEST(Section8, closure_completes_a_response_without_framing) {
  EXPECT_EQ(client_sees("HTTP/1.0 200 x\r\n\r\n", Then::ends),
            "response 1 200; end 1; closed 1 complete; connection not_persistent");
}

}  // namespace
}  // namespace weft::h1::test
