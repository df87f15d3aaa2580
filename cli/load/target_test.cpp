#include <cli/load/target.hpp>

#include <stdexcept>

#include <gtest/gtest.h>

namespace weft::cli::load {
namespace {

TEST(LoadTarget, has_the_parts_of_its_url) {
  const Target target = parse_target("https://localhost:8443/a/b?c=d");
  EXPECT_EQ(target.url.scheme, http::Scheme::https);
  EXPECT_EQ(target.url.host, "localhost");
  EXPECT_EQ(target.url.port, 8443);
  EXPECT_EQ(target.url.authority, "localhost:8443");
  EXPECT_EQ(target.url.target, "/a/b?c=d");
  EXPECT_EQ(target.origin(), "https://localhost:8443");
}

TEST(LoadTarget, has_the_port_of_its_scheme) {
  EXPECT_EQ(parse_target("https://example.test").url.port, 443);
  EXPECT_EQ(parse_target("http://example.test/").url.port, 80);
}

TEST(LoadTarget, always_has_a_path_and_no_fragment) {
  EXPECT_EQ(parse_target("http://a").url.target, "/");
  EXPECT_EQ(parse_target("http://a?q").url.target, "/?q");
  EXPECT_EQ(parse_target("http://a/b#c").url.target, "/b");
  EXPECT_EQ(parse_target("http://a#c").url.target, "/");
}

TEST(LoadTarget, connects_to_an_address_without_its_brackets) {
  const Target target = parse_target("http://[::1]:8080/");
  EXPECT_EQ(target.url.host, "::1");
  EXPECT_EQ(target.url.port, 8080);
  EXPECT_EQ(target.url.authority, "[::1]:8080");
}

TEST(LoadTarget, a_url_that_is_none_is_quoted) {
  for (const std::string url : {"", "localhost:8443", "ftp://a/", "http://", "http:///a", "http://a:99999/",
                                "http://user@a/", "http://a/ b", "http://a/\xc3\xa4"}) {
    SCOPED_TRACE(url);
    try {
      parse_target(url);
      ADD_FAILURE();
    } catch (const std::invalid_argument& error) {
      EXPECT_EQ(std::string(error.what()).rfind(url + ": expected", 0), 0U) << error.what();
    }
  }
}

TEST(LoadTarget, may_be_a_unix_socket) {
  const Target target = parse_target("unix:/run/weft.sock:/a/b?c");
  EXPECT_EQ(target.url.scheme, http::Scheme::http);
  EXPECT_EQ(target.socket, "/run/weft.sock");
  EXPECT_EQ(target.url.authority, "localhost");
  EXPECT_EQ(target.url.target, "/a/b?c");
  EXPECT_EQ(target.origin(), "unix:/run/weft.sock");
  EXPECT_EQ(parse_target("unix:/run/weft.sock").url.target, "/");
  EXPECT_FALSE(target.same_origin(parse_target("unix:/run/other.sock")));
  EXPECT_THROW(parse_target("unix:"), std::invalid_argument);
  EXPECT_THROW(parse_target("unix:relative"), std::invalid_argument);
}

TEST(LoadTarget, a_place_may_be_another_one) {
  const Target target = parse_target("https://example.test:8443/");
  EXPECT_EQ(place_of(target).host, "example.test");
  EXPECT_EQ(place_of(target).port, 8443);
  EXPECT_EQ(parse_place("127.0.0.1", target).port, 8443);
  EXPECT_EQ(parse_place("[::1]:80", target).host, "::1");
  EXPECT_EQ(parse_place("[::1]:80", target).port, 80);
  EXPECT_EQ(parse_place("unix:/a", target).socket, "/a");
  for (const char* wrong : {"", "http://a", "a:b", "unix:", "unix:a"}) {
    EXPECT_THROW(parse_place(wrong, target), std::invalid_argument) << wrong;
  }
}

TEST(LoadTarget, origins_differ_in_scheme_host_or_port) {
  const Target target = parse_target("http://a:1/x");
  EXPECT_TRUE(target.same_origin(parse_target("http://a:1/y")));
  EXPECT_FALSE(target.same_origin(parse_target("https://a:1/x")));
  EXPECT_FALSE(target.same_origin(parse_target("http://b:1/x")));
  EXPECT_FALSE(target.same_origin(parse_target("http://a:2/x")));
}

}  // namespace
}  // namespace weft::cli::load
