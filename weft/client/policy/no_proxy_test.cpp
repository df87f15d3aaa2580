#include <weft/client/policy/no_proxy.hpp>

#include <gtest/gtest.h>

namespace weft::client::no_proxy_test {
namespace {

bool covers(std::string_view text, std::string_view url) {
  const auto hosts = NoProxy::parse(text);
  EXPECT_TRUE(hosts.has_value()) << text;
  return hosts && hosts->covers(http::parse_url(url).value());
}

TEST(NoProxy, that_is_empty_covers_nothing) {
  EXPECT_FALSE(covers("", "http://a/"));
  EXPECT_FALSE(covers(" , ,", "http://a/"));
}

TEST(NoProxy, of_a_star_covers_all) {
  EXPECT_TRUE(covers("*", "http://a/"));
  EXPECT_TRUE(covers("b,*", "http://1.2.3.4/"));
}

TEST(NoProxy, covers_a_name_and_all_below) {
  for (const std::string_view text : {"example.org", ".example.org", "EXAMPLE.org.", "a, example.org b"}) {
    EXPECT_TRUE(covers(text, "http://example.org/")) << text;
    EXPECT_TRUE(covers(text, "https://www.Example.org:8443/")) << text;
    EXPECT_TRUE(covers(text, "https://example.org./")) << text;
    EXPECT_FALSE(covers(text, "http://anexample.org/")) << text;
    EXPECT_FALSE(covers(text, "http://example.org.evil.org/")) << text;
    EXPECT_FALSE(covers(text, "http://org/")) << text;
  }
}

TEST(NoProxy, covers_a_port_alone_where_it_names_one) {
  EXPECT_TRUE(covers("example.org:8080", "http://example.org:8080/"));
  EXPECT_FALSE(covers("example.org:8080", "http://example.org/"));
  EXPECT_TRUE(covers("example.org:443", "https://example.org/"));
  EXPECT_TRUE(covers("127.0.0.1:80", "http://127.0.0.1/"));
  EXPECT_FALSE(covers("127.0.0.1:80", "http://127.0.0.1:81/"));
  EXPECT_TRUE(covers("[::1]:80", "http://[::1]/"));
}

TEST(NoProxy, covers_addresses_of_a_network) {
  EXPECT_TRUE(covers("10.0.0.0/8", "http://10.255.0.1/"));
  EXPECT_FALSE(covers("10.0.0.0/8", "http://11.0.0.1/"));
  EXPECT_TRUE(covers("192.168.128.0/17", "http://192.168.200.1/"));
  EXPECT_FALSE(covers("192.168.128.0/17", "http://192.168.127.1/"));
  EXPECT_TRUE(covers("0.0.0.0/0", "http://1.2.3.4/"));
  EXPECT_FALSE(covers("0.0.0.0/0", "http://[2001:db8::1]/"));
  EXPECT_TRUE(covers("127.0.0.1", "http://127.0.0.1/"));
  EXPECT_FALSE(covers("127.0.0.1", "http://127.0.0.10/"));
  EXPECT_TRUE(covers("fd00::/8", "http://[fdab::1]/"));
  EXPECT_FALSE(covers("fd00::/8", "http://[fe80::1]/"));
  EXPECT_TRUE(covers("[::1]", "http://[0:0::1]/"));
  EXPECT_TRUE(covers("::1", "http://[::1]/"));
}

// Nothing is looked up: a name is in no network.
TEST(NoProxy, does_not_look_names_up) {
  EXPECT_FALSE(covers("127.0.0.0/8", "http://localhost/"));
  EXPECT_FALSE(covers("localhost", "http://127.0.0.1/"));
}

TEST(NoProxy, says_what_was_expected) {
  for (const std::string_view text :
       {"10.0.0.0/33", "10.0.0.0/", "10.0.0/8", "fd00::/129", "a/b", "a:99999", "http://a/"}) {
    const auto hosts = NoProxy::parse(text);
    ASSERT_FALSE(hosts.has_value()) << text;
    EXPECT_TRUE(hosts.error().find("expected") != std::string::npos);
  }
}

}  // namespace
}  // namespace weft::client::no_proxy_test
