#include <weft/http/authority.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft::http {
namespace {

TEST(Authority, is_a_host_with_or_without_a_port) {
  struct Row {
    std::string_view text, host;
    std::optional<std::uint16_t> port;
  };
  for (const Row& row :
       {Row{"example.com", "example.com", {}}, Row{"example.com:443", "example.com", std::uint16_t{443}},
        Row{"example.com:", "example.com", {}}, Row{"a", "a", {}}, Row{"my_host:0080", "my_host", std::uint16_t{80}},
        Row{"192.0.2.1:65535", "192.0.2.1", std::uint16_t{65535}}, Row{"ex%41mple", "ex%41mple", {}},
        Row{"[::1]", "[::1]", {}}, Row{"[2001:db8::192.0.2.1]:8443", "[2001:db8::192.0.2.1]", std::uint16_t{8443}}}) {
    const auto authority = parse_authority(row.text);
    ASSERT_TRUE(authority.has_value()) << row.text;
    EXPECT_EQ(authority->host, row.host);
    EXPECT_EQ(authority->port, row.port);
    EXPECT_TRUE(is_valid_authority(row.text));
  }
}

TEST(Authority, with_user_information_is_none) {
  for (const std::string_view text : {"user@example.com", "user:secret@example.com", "@example.com", "a@[::1]",
                                      "[::1]@a", "example.com:80@evil.com"}) {
    EXPECT_FALSE(is_valid_authority(text)) << text;
  }
}

TEST(Authority, without_a_host_is_none) {
  for (const std::string_view text : {"", ":", ":80", "[]", "[]:80", "["})
    EXPECT_FALSE(is_valid_authority(text)) << text;
}

TEST(Authority, with_a_port_that_is_no_port_is_none) {
  for (const std::string_view text : {"a:65536", "a:99999999999999999999", "a:-1", "a:+1", "a:0x50", "a: 80", "a:80 ",
                                      "a:80:80", "a::", "[::1]80", "[::1]:x"}) {
    EXPECT_FALSE(is_valid_authority(text)) << text;
  }
}

TEST(Authority, has_only_octets_of_a_name_in_every_place) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=";
  for (std::size_t place = 0; place < 3; ++place) {
    for (int octet = 0; octet < 256; ++octet) {
      std::string text = "xxx";
      text[place] = static_cast<char>(octet);
      // "xx:" has an empty port, which RFC 3986 allows.
      const bool expected = allowed.find(static_cast<char>(octet)) != std::string_view::npos || text == "xx:";
      EXPECT_EQ(is_valid_authority(text), expected) << octet << " at " << place;
    }
  }
}

TEST(Authority, with_an_escape_that_is_none_is_none) {
  for (const std::string_view text : {"%", "a%", "a%4", "a%4g", "a%g4", "%%41"}) {
    EXPECT_FALSE(is_valid_authority(text)) << text;
  }
}

TEST(Authority, has_ipv6_addresses_of_every_form) {
  for (const std::string_view text :
       {"[::]", "[::1]", "[1::]", "[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7::]", "[::2:3:4:5:6:7:8]", "[1::8]",
        "[fe80::1:2]", "[1:2:3:4:5:6:192.0.2.1]", "[::192.0.2.1]", "[::ffff:192.0.2.1]", "[1:2:3:4:5::192.0.2.1]",
        "[ABCD::ef01]"}) {
    EXPECT_TRUE(is_valid_authority(text)) << text;
  }
}

TEST(Authority, refuses_what_only_looks_like_ipv6) {
  for (const std::string_view text : {"[1]",
                                      "[1:2:3:4:5:6:7]",
                                      "[1:2:3:4:5:6:7:8:9]",
                                      "[1::2::3]",
                                      "[:::]",
                                      "[:1]",
                                      "[1:]",
                                      "[::1",
                                      "::1",
                                      "1:2::3",
                                      "[1:2:3:4:5:6:7:8::]",
                                      "[::1:2:3:4:5:6:7:8]",
                                      "[12345::]",
                                      "[g::]",
                                      "[::1%25eth0]",
                                      "[v1.x]",
                                      "[::1.2.3]",
                                      "[::1.2.3.4.5]",
                                      "[::256.1.1.1]",
                                      "[::01.1.1.1]",
                                      "[1.2.3.4::]",
                                      "[1.2.3.4:1:2:3:4:5:6]",
                                      "[::1.2.3.4:1]",
                                      "[1:2:3:4:5:6:7:192.0.2.1]",
                                      "[192.0.2.1]",
                                      "[::1]]",
                                      "[[::1]]"}) {
    EXPECT_FALSE(is_valid_authority(text)) << text;
  }
}

}  // namespace
}  // namespace weft::http
