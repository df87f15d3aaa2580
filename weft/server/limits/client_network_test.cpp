#include <weft/server/limits/client_network.hpp>

#include <gtest/gtest.h>

namespace weft::server {
namespace {

TEST(ClientNetwork, of_ipv4_is_the_address) {
  EXPECT_EQ(client_network("192.0.2.1"), std::string("\xc0\x00\x02\x01", 4));
  EXPECT_NE(client_network("192.0.2.1"), client_network("192.0.2.2"));
}

TEST(ClientNetwork, of_ipv4_is_the_same_where_it_comes_as_ipv6) {
  EXPECT_EQ(client_network("::ffff:192.0.2.1"), client_network("192.0.2.1"));
}

TEST(ClientNetwork, of_ipv6_is_the_first_64_bits) {
  EXPECT_EQ(client_network("2001:db8:1:2::1"), client_network("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  EXPECT_NE(client_network("2001:db8:1:2::1"), client_network("2001:db8:1:3::1"));
  EXPECT_EQ(client_network("fe80::1%eth0"), client_network("fe80::2%eth1"));
}

TEST(ClientNetwork, of_all_else_is_empty) {
  for (const char* host : {"", "memory", "/run/weft.sock", "192.0.2", "example.org"}) {
    EXPECT_TRUE(client_network(host).empty()) << host;
  }
}

}  // namespace
}  // namespace weft::server
