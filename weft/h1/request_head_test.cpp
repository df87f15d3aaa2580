#include <gtest/gtest.h>

#include <string>

#include <weft/h1/head_reader.hpp>
#include <weft/testkit/h1_endpoint.hpp>

namespace weft::h1 {
namespace request_head_test {

// The head as one line, or the token of its fault.
std::string read(std::string_view text) {
  std::string octets = std::string(text) + "\r\n\r\n";
  http::RequestHead head;
  const auto framing = read_request_head({octets.data(), octets.size()}, Limits{}, head);
  return framing ? testkit::describe_head(head) : std::string(to_string(framing.error()));
}

TEST(RequestHead, has_its_authority_from_host) {
  EXPECT_EQ(read("GET /a?b HTTP/1.1\r\nHost: Example.org:80"), "GET Example.org:80 /a?b");
  EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: [::1]:8080"), "GET [::1]:8080 /");
}

TEST(RequestHead, needs_exactly_one_valid_host) {
  EXPECT_EQ(read("GET / HTTP/1.1"), "host_missing");
  EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: a\r\nHost: a"), "host_repeated");
  EXPECT_EQ(read("GET / HTTP/1.0\r\nHost: a\r\nHost: b"), "host_repeated");
  for (const char* host : {"", "a b", "a/b", "u@a", "a:x", "a:65536", "a:80:80", "[::1", "a?b", "a#b", "[g]"}) {
    const std::string outcome = read("GET / HTTP/1.1\r\nHost: " + std::string(host));
    EXPECT_EQ(outcome, "host_not_valid") << host;
  }
}

TEST(RequestHead, of_http10_may_lack_host) {
  EXPECT_EQ(read("GET / HTTP/1.0"), "GET / 1.0");
}

TEST(RequestHead, takes_the_authority_of_an_absolute_form) {
  EXPECT_EQ(read("GET http://a/b?c HTTP/1.1\r\nHost: a"), "GET http a /b?c");
  EXPECT_EQ(read("GET HTTPS://a:443/ HTTP/1.1\r\nHost: A"), "GET https a:443 /");
  EXPECT_EQ(read("GET http://a HTTP/1.1\r\nHost: a:80"), "GET http a /");
  EXPECT_EQ(read("GET http://a?x HTTP/1.1\r\nHost: a"), "GET http a /?x");
  EXPECT_EQ(read("OPTIONS http://a HTTP/1.1\r\nHost: a"), "OPTIONS http a *");
  EXPECT_EQ(read("GET http://a/ HTTP/1.0"), "GET http a / 1.0");
}

TEST(RequestHead, takes_an_absolute_form_whatever_host_it_has_beside_it) {
  EXPECT_EQ(read("GET http://a/ HTTP/1.1\r\nHost: b"), "GET http a /");
  EXPECT_EQ(read("GET http://a/ HTTP/1.1\r\nHost: a:81"), "GET http a /");
  EXPECT_EQ(read("GET https://a/ HTTP/1.1\r\nHost: a:80"), "GET https a /");
  EXPECT_EQ(read("GET HTTP://[::1]:81?x HTTP/1.1\r\nHost: b"), "GET http [::1]:81 /?x");
  EXPECT_EQ(read("OPTIONS http://a HTTP/1.1\r\nHost: b"), "OPTIONS http a *");
}

TEST(RequestHead, of_an_absolute_form_needs_one_valid_host_all_the_same) {
  EXPECT_EQ(read("GET http://a/ HTTP/1.1"), "host_missing");
  EXPECT_EQ(read("GET http://a/ HTTP/1.1\r\nHost: a\r\nHost: a"), "host_repeated");
  EXPECT_EQ(read("GET http://a/ HTTP/1.1\r\nHost: b c"), "host_not_valid");
  EXPECT_EQ(read("GET http://a/ HTTP/1.1\r\nHost:"), "host_not_valid");
}

TEST(RequestHead, refuses_other_schemes_and_malformed_uris) {
  for (const char* target : {"ftp://a/", "http:/a", "http://", "http:///b", "http://u@a/", "a", "http://a#b", "a:80",
                             "http://a/\"\x80", "/a#b", "/\x7f", "*a", "?a", "http://a:99999/"}) {
    const std::string outcome = read("GET " + std::string(target) + " HTTP/1.1\r\nHost: a");
    EXPECT_EQ(outcome, "target_not_valid") << target;
  }
}

TEST(RequestHead, takes_authority_form_for_connect_alone) {
  EXPECT_EQ(read("CONNECT a:443 HTTP/1.1\r\nHost: a:443"), "CONNECT a:443");
  EXPECT_EQ(read("CONNECT a:443 HTTP/1.1\r\nHost: a"), "CONNECT a:443");
  EXPECT_EQ(read("CONNECT a:443 HTTP/1.1\r\nHost: b"), "host_differs");
  for (const char* target : {"a", "a:", "/", "*", "http://a:80/", "a:0x1", ":80"}) {
    EXPECT_EQ(read("CONNECT " + std::string(target) + " HTTP/1.1\r\nHost: a"), "target_not_valid") << target;
  }
}

TEST(RequestHead, of_connect_announces_no_content) {
  EXPECT_EQ(read("CONNECT a:443 HTTP/1.1\r\nHost: a\r\nContent-Length: 1"), "content_in_connect");
  EXPECT_EQ(read("CONNECT a:443 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked"), "content_in_connect");
}

TEST(RequestHead, takes_asterisk_form_for_options_alone) {
  EXPECT_EQ(read("OPTIONS * HTTP/1.1\r\nHost: a"), "OPTIONS a *");
  EXPECT_EQ(read("GET * HTTP/1.1\r\nHost: a"), "target_not_valid");
}

TEST(RequestHead, shows_upgrade_only_if_connection_lists_it) {
  EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\nConnection: upgrade"), "GET a / upgrade=x");
  EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x"), "GET a /");
  EXPECT_EQ(read("GET / HTTP/1.0\r\nHost: a\r\nUpgrade: x\r\nConnection: upgrade"), "GET a / 1.0");
}

}  // namespace request_head_test
}  // namespace weft::h1
