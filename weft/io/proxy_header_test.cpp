#include <weft/io/proxy_header.hpp>

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

#include <weft/io/address.hpp>

namespace weft::io {
namespace {

using namespace std::string_view_literals;
using State = ProxyHeader::State;

constexpr std::string_view signature = "\r\n\r\n\0\r\nQUIT\n"sv;
constexpr std::string_view ipv4 = "\xc0\x00\x02\x01\x0a\x00\x00\x02\x12\x67\x01\xbb"sv;
constexpr std::string_view ipv6 =
    "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x07"
    "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x08"
    "\x12\x67\x01\xbb"sv;

std::string binary(char command, char family, std::string_view block) {
  std::string header(signature);
  header += {command, family, static_cast<char>(block.size() >> 8), static_cast<char>(block.size())};
  return header.append(block);
}

// The outcome of a header: a word, the client, and the octets that belong to it.
std::string outcome(const ProxyHeader& header) {
  switch (header.state()) {
    case State::begun:
      return "begun " + std::to_string(header.size());
    case State::refused:
      return std::string(to_string(header.reason())) + " " + std::to_string(header.size());
    case State::whole:
      break;
  }
  const std::string client = header.client() ? to_string(*header.client()) : "nobody";
  return client + " " + std::to_string(header.size());
}

std::string decoded(std::string_view octets, std::size_t longest, unsigned seed) {
  std::mt19937 random(seed);
  ProxyHeader header;
  while (!octets.empty()) {
    const std::string_view piece = octets.substr(0, 1 + random() % longest);
    const std::size_t used = header.take(as_octets(piece));
    octets.remove_prefix(used);
    if (used < piece.size()) break;
  }
  return outcome(header);
}

// The same however the octets are cut.
std::string decoded(std::string_view octets) {
  ProxyHeader whole;
  whole.take(as_octets(octets));
  EXPECT_EQ(decoded(octets, 1, 0), outcome(whole));
  for (unsigned seed = 1; seed < 6; ++seed) EXPECT_EQ(decoded(octets, 20, seed), outcome(whole)) << seed;
  return outcome(whole);
}

TEST(ProxyHeader, of_version_1_names_the_client) {
  EXPECT_EQ(decoded("PROXY TCP4 192.0.2.1 10.0.0.2 4711 443\r\n"), "192.0.2.1:4711 40");
  EXPECT_EQ(decoded("PROXY TCP6 2001:DB8::7 ::1 65535 0\r\n"), "[2001:db8::7]:65535 36");
}

TEST(ProxyHeader, of_version_1_may_leave_the_client_unknown) {
  EXPECT_EQ(decoded("PROXY UNKNOWN\r\n"), "nobody 15");
  EXPECT_EQ(decoded("PROXY UNKNOWN what\never\r\n"), "nobody 25");
}

TEST(ProxyHeader, of_version_1_has_107_octets_at_most) {
  const std::string longest = "PROXY UNKNOWN " + std::string(91, 'f') + "\r\n";
  ASSERT_EQ(longest.size(), 107U);
  EXPECT_EQ(decoded(longest), "nobody 107");
  EXPECT_EQ(decoded("PROXY UNKNOWN " + std::string(92, 'f') + "\r\n"), "proxy_header_too_long 107");
}

TEST(ProxyHeader, of_version_1_is_exactly_as_defined) {
  for (const std::string_view line : std::initializer_list<std::string_view>{
           "PROXY \r\n",
           "PROXY TCP4\r\n",
           "PROXY UNKNOWNS\r\n",
           "PROXY TCP5 192.0.2.1 10.0.0.2 4711 443\r\n",
           "PROXY tcp4 192.0.2.1 10.0.0.2 4711 443\r\n",
           "PROXY  TCP4 192.0.2.1 10.0.0.2 4711 443\r\n",
           "PROXY TCP4 192.0.2.1 10.0.0.2 4711 443 \r\n",
           "PROXY TCP4 192.0.2.1 10.0.0.2  443\r\n",
           "PROXY TCP4 192.0.2.1 10.0.0.2 4711\r\n",
           "PROXY TCP4 192.0.2.1 10.0.0.2 4711 65536\r\n",
           "PROXY TCP4 192.0.2.1 10.0.0.2 65536 443\r\n",
           "PROXY TCP4 192.0.2.1 10.0.0.2 04711 443\r\n",
           "PROXY TCP4 192.0.2.1 10.0.0.2 -1 443\r\n",
           "PROXY TCP4 192.0.2.256 10.0.0.2 4711 443\r\n",
           "PROXY TCP4 192.0.2.1 10.0.0 4711 443\r\n",
           "PROXY TCP4 192.0.02.1 10.0.0.2 4711 443\r\n",
           "PROXY TCP4 192.0.2.1\0 10.0.0.2 4711 443\r\n"sv,
           "PROXY TCP4 2001:db8::7 ::1 4711 443\r\n",
           "PROXY TCP6 192.0.2.1 10.0.0.2 4711 443\r\n",
           "PROXY TCP4 192.0.2.1 10.0.0.2 4711 443\nGET / HTTP/1.1\r\n",
       }) {
    EXPECT_EQ(decoded(line), "proxy_header_not_valid " + std::to_string(line.size())) << line;
  }
}

TEST(ProxyHeader, of_version_2_names_the_client) {
  EXPECT_EQ(decoded(binary(0x21, 0x11, ipv4)), "192.0.2.1:4711 28");
  EXPECT_EQ(decoded(binary(0x21, 0x21, ipv6)), "[2001:db8::7]:4711 52");
}

TEST(ProxyHeader, of_version_2_may_have_more_behind_the_addresses) {
  const std::string alpn = std::string("\x01\x00\x02h2", 5);
  EXPECT_EQ(decoded(binary(0x21, 0x11, std::string(ipv4) + alpn)), "192.0.2.1:4711 33");
  EXPECT_EQ(decoded(binary(0x21, 0x11, std::string(ipv4) + std::string(4096 - 12, 'x'))), "192.0.2.1:4711 4112");
}

TEST(ProxyHeader, of_version_2_has_4_KiB_behind_its_beginning_at_most) {
  EXPECT_EQ(decoded(binary(0x21, 0x11, std::string(ipv4) + std::string(4097 - 12, 'x'))), "proxy_header_too_long 16");
  EXPECT_EQ(decoded(binary(0x20, 0x00, std::string(65'535, 'x'))), "proxy_header_too_long 16");
}

TEST(ProxyHeader, of_a_proxy_s_own_connection_names_nobody) {
  EXPECT_EQ(decoded(binary(0x20, 0x00, "")), "nobody 16");
  EXPECT_EQ(decoded(binary(0x20, 0x11, ipv4)), "nobody 28");
  EXPECT_EQ(decoded(binary(0x20, '\xff', "xyz")), "nobody 19");
}

TEST(ProxyHeader, of_a_client_without_an_address_of_tcp_names_nobody) {
  EXPECT_EQ(decoded(binary(0x21, 0x00, "")), "nobody 16");
  EXPECT_EQ(decoded(binary(0x21, 0x12, ipv4)), "nobody 28");
  EXPECT_EQ(decoded(binary(0x21, 0x31, std::string(216, '/'))), "nobody 232");
}

TEST(ProxyHeader, of_version_2_is_exactly_as_defined) {
  EXPECT_EQ(decoded(binary(0x11, 0x11, ipv4)), "proxy_header_not_valid 16");
  EXPECT_EQ(decoded(binary(0x22, 0x11, ipv4)), "proxy_header_not_valid 16");
  EXPECT_EQ(decoded(binary(0x21, 0x41, ipv4)), "proxy_header_not_valid 16");
  EXPECT_EQ(decoded(binary(0x21, 0x13, ipv4)), "proxy_header_not_valid 16");
  EXPECT_EQ(decoded(binary(0x21, 0x11, ipv4.substr(1))), "proxy_header_not_valid 16");
  EXPECT_EQ(decoded(binary(0x21, 0x21, ipv6.substr(1))), "proxy_header_not_valid 16");
}

TEST(ProxyHeader, ends_before_what_follows) {
  EXPECT_EQ(decoded("PROXY UNKNOWN\r\nPROXY UNKNOWN\r\n"), "nobody 15");
  EXPECT_EQ(decoded(binary(0x21, 0x11, ipv4) + "\x16\x03\x01"), "192.0.2.1:4711 28");
}

TEST(ProxyHeader, that_is_another_protocol_is_refused_at_its_first_octet_that_differs) {
  EXPECT_EQ(decoded("\x16\x03\x01"), "proxy_header_missing 1");
  EXPECT_EQ(decoded("GET / HTTP/1.1\r\n"), "proxy_header_missing 1");
  EXPECT_EQ(decoded("PRI * HTTP/2.0\r\n"), "proxy_header_missing 3");
  EXPECT_EQ(decoded("PROXY\t"), "proxy_header_missing 6");
  EXPECT_EQ(decoded("\r\n\r\n\r"), "proxy_header_missing 5");
}

TEST(ProxyHeader, that_is_not_whole_waits) {
  const std::string text = "PROXY TCP4 192.0.2.1 10.0.0.2 4711 443\r\n";
  for (std::size_t i = 0; i < text.size(); ++i) EXPECT_EQ(decoded(text.substr(0, i)), "begun " + std::to_string(i));
  const std::string two = binary(0x21, 0x21, ipv6);
  for (std::size_t i = 0; i < two.size(); ++i) EXPECT_EQ(decoded(two.substr(0, i)), "begun " + std::to_string(i));
}

}  // namespace
}  // namespace weft::io
