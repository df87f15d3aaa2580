#include <weft/trace/http1_direction.hpp>

#include <weft/trace/notes_test.hpp>

namespace weft::trace {
namespace http1_direction_test {
namespace {

using testing::HasSubstr;

std::string lines(std::string_view sent, std::string_view received, const FormatOptions& options = {}) {
  return lines_of(http::Version::http11, as_octets(sent), as_octets(received), options);
}

constexpr std::string_view get = "GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n";

TEST(Http1Direction, tells_of_heads_and_of_bodies_with_a_length) {
  EXPECT_EQ(lines(get, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
            "     0.0 ms  →  request       1     end of request   38 B\n"
            "                 GET /a HTTP/1.1\n"
            "     0.0 ms  ←  response      1     HTTP/1.1 200 OK   38 B\n"
            "     0.0 ms  ←  body          1     end of response   5 B\n");
}

TEST(Http1Direction, shows_all_fields_where_they_are_asked_for) {
  EXPECT_THAT(lines(get, "", {.detail = true}), HasSubstr("                 Host: example.org\n"));
}

// RFC 9112 7.1.
TEST(Http1Direction, reads_chunks_and_trailers) {
  const std::string text = lines(get,
                                 "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                 "5;note=1\r\nhello\r\nA\r\n0123456789\r\n0\r\nx-sum: 15\r\n\r\n"
                                 "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n",
                                 {.detail = true});
  EXPECT_THAT(text, HasSubstr("body          1     end of response   15 B\n                 x-sum: 15\n"));
  EXPECT_THAT(text, HasSubstr("response      2     HTTP/1.1 408 Request Timeout   end of response"));
}

// RFC 9112 6.3: responses to HEAD, and those with 1xx, 204 and 304, have no body whatever their fields say.
TEST(Http1Direction, knows_responses_without_a_body) {
  const std::string text =
      lines("HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
            "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
  EXPECT_THAT(text, HasSubstr("response      1     HTTP/1.1 200 OK   end of response"));
  EXPECT_THAT(text, HasSubstr("response      2     HTTP/1.1 103 Early Hints"));
  EXPECT_THAT(text, HasSubstr("response      2     HTTP/1.1 304 Not Modified   end of response"));
  EXPECT_THAT(text, HasSubstr("body          3     end of response   2 B\n"));
}

TEST(Http1Direction, a_body_may_last_until_the_end) {
  Notes notes;
  Tap tap(http::Role::client, http::Version::http11, notes);
  tap.sent(as_octets(get), Time());
  tap.received(as_octets("HTTP/1.0 200 OK\r\n\r\nhel"), Time());
  tap.received(as_octets("lo"), Time());
  tap.ended({}, Time());
  EXPECT_THAT(notes.text, HasSubstr("body          1     end of response   5 B\n"));
  EXPECT_EQ(notes.bodies[1], "hello");
}

// RFC 9110 9.3.6 and 7.8.
TEST(Http1Direction, reads_nothing_of_a_tunnel) {
  Notes notes;
  Tap tap(http::Role::client, http::Version::http11, notes);
  tap.sent(as_octets("CONNECT a:1 HTTP/1.1\r\n\r\n"), Time());
  tap.received(as_octets("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nabc\n"), Time());
  tap.sent(as_octets("secret\n\n"), Time());
  tap.ended({}, Time());
  EXPECT_THAT(notes.text, HasSubstr("→  body          1     end of request   8 B\n"));
  EXPECT_THAT(notes.text, HasSubstr("←  body          1     end of response   4 B\n"));
}

TEST(Http1Direction, gives_up_where_a_head_never_ends_or_a_chunk_has_no_size) {
  EXPECT_THAT(lines(get, "HTTP/1.1 200 OK\r\nx: " + std::string(140'000, 'x')),
              HasSubstr("unreadable: a head of more than 128 KiB\n"));
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_THAT(lines(get, chunked + "zz\r\n"), HasSubstr("unreadable: the size of a chunk was expected\n"));
  EXPECT_THAT(lines(get, chunked + "fffffffffffffffff\r\n"), HasSubstr("the size of a chunk was expected\n"));
}

TEST(Http1Direction, forgives_bare_line_feeds_and_lines_without_a_colon) {
  EXPECT_THAT(lines("\r\nGET / HTTP/1.1\nwhat is this\n\n", "", {.detail = true}),
              HasSubstr("                 GET / HTTP/1.1\n                 : what is this\n"));
}

}  // namespace
}  // namespace http1_direction_test
}  // namespace weft::trace
