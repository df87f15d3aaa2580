#include <weft/io/network.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace weft::io {
namespace {

using testing::HasSubstr;

bool lies_in(std::string_view address, std::string_view network) {
  return network_of(network).value().contains(ip_address_of(address).value());
}

TEST(IpAddress, is_the_same_however_ipv4_is_written) {
  EXPECT_EQ(ip_address_of("192.0.2.1"), ip_address_of("::ffff:192.0.2.1"));
  EXPECT_NE(ip_address_of("192.0.2.1"), ip_address_of("192.0.2.2"));
}

TEST(IpAddress, is_no_name_no_port_and_no_guess) {
  for (const std::string_view text : {"", "localhost", "1.2.3", "01.2.3.4", "1.2.3.4:5", "[::1]", "::1%lo",
                                      ":::", "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc"}) {
    EXPECT_FALSE(ip_address_of(text)) << text;
  }
  EXPECT_FALSE(ip_address_of(std::string_view("::1\0x", 5)));
}

TEST(Network, has_the_addresses_that_begin_alike) {
  EXPECT_TRUE(lies_in("10.255.0.1", "10.0.0.0/8"));
  EXPECT_FALSE(lies_in("11.0.0.1", "10.0.0.0/8"));
  EXPECT_TRUE(lies_in("192.0.2.129", "192.0.2.128/25"));
  EXPECT_FALSE(lies_in("192.0.2.127", "192.0.2.128/25"));
  EXPECT_TRUE(lies_in("2001:db8::7", "2001:db8::/32"));
  EXPECT_FALSE(lies_in("2001:db9::7", "2001:db8::/32"));
}

TEST(Network, of_one_address_has_no_other) {
  EXPECT_TRUE(lies_in("::1", "::1"));
  EXPECT_FALSE(lies_in("::2", "::1"));
  EXPECT_FALSE(lies_in("127.0.0.2", "127.0.0.1"));
}

TEST(Network, of_no_bits_has_all_of_its_family) {
  EXPECT_TRUE(lies_in("203.0.113.9", "0.0.0.0/0"));
  EXPECT_FALSE(lies_in("2001:db8::1", "0.0.0.0/0"));
  EXPECT_TRUE(lies_in("2001:db8::1", "::/0"));
}

TEST(Network, is_refused_where_its_bits_make_no_sense) {
  for (const std::string_view text :
       {"10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8 ", "10/8", "/8"}) {
    EXPECT_FALSE(network_of(text)) << text;
  }
}

TEST(TrustedPeers, are_those_of_the_list) {
  const TrustedPeers trusted{"10.0.0.0/8", "::1"};
  EXPECT_TRUE(trusted.contains("10.1.2.3"));
  EXPECT_TRUE(trusted.contains("::ffff:10.1.2.3"));
  EXPECT_TRUE(trusted.contains("::1"));
  EXPECT_FALSE(trusted.contains("127.0.0.1"));
  EXPECT_FALSE(trusted.contains("/run/weft.sock"));
}

TEST(TrustedPeers, come_over_a_unix_socket_where_the_list_says_so) {
  const TrustedPeers trusted{"unix"};
  EXPECT_TRUE(trusted.contains("/run/weft.sock"));
  EXPECT_TRUE(trusted.contains("weft.sock"));
  EXPECT_FALSE(trusted.contains("127.0.0.1"));
}

TEST(TrustedPeers, are_nobody_without_a_list) {
  EXPECT_TRUE(TrustedPeers().empty());
  EXPECT_FALSE(TrustedPeers().contains("127.0.0.1"));
  EXPECT_FALSE(TrustedPeers().contains("/run/weft.sock"));
}

TEST(TrustedPeers, that_are_no_addresses_are_refused) {
  try {
    const TrustedPeers wrong{"10.0.0.1", "proxy.example.org"};
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_THAT(error.what(), HasSubstr("\"proxy.example.org\": expected an address"));
  }
}

}  // namespace
}  // namespace weft::io
