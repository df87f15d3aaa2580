// RFC 9112 4: the status line.
#include "trial.hpp"

namespace weft::h1::test {
namespace {

// RFC 9112 4: "status-line = HTTP-version SP status-code SP [ reason-phrase ]" and "status-code = 3DIGIT"
TEST(Section4, the_status_line_is_exact) {
  for (const char* line : {"HTTP/1.1  200 OK", "HTTP/1.1 20 OK", "HTTP/1.1 2000 OK", "HTTP/1.1 200OK",
                           "HTTP/1.1 -20 OK", "HTTP/1.1\t200 OK", "HTTP/1.1 600 OK", "HTTP/1.1 OK"}) {
    EXPECT_EQ(client_sees(std::string(line) + "\r\n\r\n"),
              "closed 1 status_line_not_valid; connection status_line_not_valid")
        << line;
  }
}

// RFC 9112 4: "A client SHOULD ignore the reason-phrase content"
TEST(Section4, the_reason_phrase_means_nothing) {
  EXPECT_EQ(client_sees("HTTP/1.1 204 \xc3\xa9 \t 500\r\n\r\n"), "response 1 204 end; closed 1 complete");
  EXPECT_EQ(client_sees("HTTP/1.1 204 \r\n\r\n"), "response 1 204 end; closed 1 complete");
}

// RFC 9112 4: "A server MUST send the space that separates the status-code from the reason-phrase even when the
// reason-phrase is absent"
TEST(Section4, the_space_is_sent_without_a_phrase) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  http::ResponseHead head;
  head.status = static_cast<http::Status>(299);
  server.respond(1, head);
  EXPECT_TRUE(server.output().starts_with("HTTP/1.1 299 \r\n"));
}

}  // namespace
}  // namespace weft::h1::test
