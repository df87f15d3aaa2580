// RFC 9112 7: transfer codings.
#include "trial.hpp"

namespace weft::h1::test {
namespace {

std::string chunked(std::string_view body) {
  return server_sees("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(body));
}

std::string broken_by(std::string_view reason, std::string_view data = "") {
  std::string out = "request 1 POST a /; ";
  if (!data.empty()) out += "data " + std::string(data) + "; ";
  return out + "closed 1 " + std::string(reason) + "; connection " + std::string(reason);
}

// RFC 9112 7.1: "A recipient MUST be able to parse and decode the chunked transfer coding."
TEST(Section7, chunks_are_joined) {
  EXPECT_EQ(chunked("3\r\nabc\r\n00D\r\ndefghijklmnop\r\n000\r\n\r\n"),
            "request 1 POST a /; data abcdefghijklmnop; end 1; closed 1 complete");
}

// RFC 9112 7.1: "recipients MUST anticipate potentially large hexadecimal numerals and prevent parsing errors due to
// integer conversion overflows or precision loss due to integer representation"
TEST(Section7, large_sizes_do_not_overflow) {
  EXPECT_EQ(chunked("10000000000000003\r\nabc\r\n0\r\n\r\n"), broken_by("chunk_size_too_large"));
  EXPECT_EQ(chunked("ffffffffffffffff\r\nabc"), "request 1 POST a /; data abc");
}

// RFC 9112 7.1.1: "A recipient MUST ignore unrecognized chunk extensions."
TEST(Section7, extensions_are_ignored) {
  EXPECT_EQ(chunked("3;a;b=c;d=\"e f\"\r\nabc\r\n0;x\r\n\r\n"),
            "request 1 POST a /; data abc; end 1; closed 1 complete");
}

// RFC 9112 7.1.1: "A server ought to limit the total length of chunk extensions received in a request […] and generate
// an appropriate 4xx (Client Error) response if that amount is exceeded."
TEST(Section7, extensions_have_a_limit) {
  EXPECT_EQ(chunked("3;" + std::string(300, 'a') + "\r\nabc\r\n0\r\n\r\n"), broken_by("chunk_extension_too_long"));
  EXPECT_TRUE(server_says("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;" + std::string(300, 'a'))
                  .starts_with("HTTP/1.1 400 "));
}

// RFC 9112 7.1.2: "A recipient that retains a received trailer field MUST either store/forward the trailer field
// separately from the received header fields or merge the received trailer field into the header section."
TEST(Section7, trailers_come_apart_from_the_header) {
  EXPECT_EQ(chunked("3\r\nabc\r\n0\r\nX-Sum: 1\r\nX-Sum: 2\r\n\r\n"),
            "request 1 POST a /; data abc; trailers 1 x-sum=1 x-sum=2; closed 1 complete");
}

TEST(Section7, trailers_obey_the_rules_of_fields) {
  EXPECT_EQ(chunked("0\r\nX : 1\r\n\r\n"), broken_by("space_before_colon"));
  EXPECT_EQ(chunked("0\r\nX: 1\r\n 2\r\n\r\n"), broken_by("line_folding"));
  EXPECT_EQ(chunked("0\r\nX: 1\n\r\n"), broken_by("bare_lf"));
  EXPECT_EQ(chunked("0\r\nX: 1\r2\r\n\r\n"), broken_by("bare_cr"));
  EXPECT_EQ(chunked("0\r\nGET / HTTP/1.1\r\n\r\n"), broken_by("field_line_not_valid"));
}

// RFC 9112 7.1: "The chunked transfer coding is complete when a chunk with a chunk-size of zero is received, possibly
// followed by a trailer section, and finally terminated by an empty line."
TEST(Section7, a_body_without_its_last_empty_line_is_incomplete) {
  EXPECT_EQ(
      server_sees("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n", Then::ends),
      broken_by("body_incomplete", "abc"));
}

// RFC 9112 7.4: "a sender of TE MUST also send a "TE" connection option within the Connection header field"
TEST(Section7, te_is_listed_in_connection) {
  Clock clock;
  H1Endpoint client(Role::client, clock);
  auto head = request();
  head.fields.add("te", "trailers");
  client.request(head);
  EXPECT_EQ(client.output(), "GET / HTTP/1.1\r\nhost: a\r\nte: trailers\r\nconnection: te\r\n\r\n");
}

}  // namespace
}  // namespace weft::h1::test
