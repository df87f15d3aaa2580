#include <weft/io/address.hpp>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <cstring>

#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

SocketAddress ipv6(const char* text, std::uint16_t port) {
  sockaddr_in6 value{};
  value.sin6_family = AF_INET6;
  value.sin6_port = htons(port);
  EXPECT_EQ(inet_pton(AF_INET6, text, &value.sin6_addr), 1);
  SocketAddress address;
  std::memcpy(&address.storage, &value, sizeof value);
  address.size = sizeof value;
  return address;
}

TEST(Address, is_written_as_people_write_it) {
  EXPECT_EQ(to_string(Address{"127.0.0.1", 80}), "127.0.0.1:80");
  EXPECT_EQ(to_string(Address{"::1", 8443}), "[::1]:8443");
  EXPECT_EQ(to_string(Address{"localhost", 1}), "localhost:1");
  EXPECT_EQ(to_string(Address{"/run/weft.sock", 0}), "/run/weft.sock");
  EXPECT_EQ(to_string(Address{}), "");
}

TEST(Address, of_ipv4_behind_a_socket_for_both_families_is_ipv4) {
  EXPECT_EQ(to_address(ipv6("::ffff:192.0.2.1", 5)).host, "192.0.2.1");
  EXPECT_EQ(to_address(ipv6("2001:db8::1", 5)).host, "2001:db8::1");
  EXPECT_EQ(to_address(ipv6("2001:db8::1", 5)).port, 5);
}

TEST(Address, changes_its_port) {
  SocketAddress address = ipv6("::1", 5);
  address.change_port(443);
  EXPECT_EQ(to_string(to_address(address)), "[::1]:443");
}

TEST(Address, of_a_socket_path_keeps_the_path) {
  EXPECT_EQ(to_address(socket_path_address("/run/a")).host, "/run/a");
  const std::string longest(longest_socket_path, 'p');
  EXPECT_EQ(to_address(socket_path_address(longest)).host, longest);
}

TEST(Address, collides_with_what_cannot_be_listened_on_beside_it) {
  const Address ipv4{"127.0.0.1", 80}, ipv6{"::1", 80}, all_ipv4{"0.0.0.0", 80}, all{"::", 80};
  for (const Address& each : {ipv4, ipv6, all_ipv4, all}) {
    EXPECT_TRUE(collide(each, each));
    EXPECT_TRUE(collide(each, all));
    EXPECT_TRUE(collide(all, each));
    EXPECT_FALSE(collide(each, Address{each.host, 81}));
    EXPECT_FALSE(collide(Address{"/run/a", 0}, each));
  }
  EXPECT_TRUE(collide(ipv4, all_ipv4));
  EXPECT_FALSE(collide(ipv6, all_ipv4));
  EXPECT_FALSE(collide(ipv4, ipv6));
  EXPECT_FALSE(collide(ipv4, Address{"127.0.0.2", 80}));
}

TEST(Address, of_a_socket_path_collides_however_it_is_written) {
  EXPECT_TRUE(collide(Address{"/run/a", 0}, Address{"/run/./b/../a", 0}));
  EXPECT_TRUE(collide(Address{"a", 0}, Address{"./a", 0}));
  EXPECT_FALSE(collide(Address{"/run/a", 0}, Address{"/run/b", 0}));
}

TEST(Address, tells_addresses_from_names) {
  EXPECT_TRUE(is_address("127.0.0.1"));
  EXPECT_TRUE(is_address("::1"));
  EXPECT_FALSE(is_address("localhost"));
  EXPECT_FALSE(is_address("1.2.3"));
  EXPECT_FALSE(is_address(""));
}

TEST(Address, tells_loopback_addresses_from_others) {
  for (const char* host : {"127.0.0.1", "127.255.0.3", "::1"})
    EXPECT_TRUE(is_loopback(test::address_at(host, 80))) << host;
  for (const char* host : {"128.0.0.1", "0.0.0.0", "::", "2001:db8::1"}) {
    EXPECT_FALSE(is_loopback(test::address_at(host, 80))) << host;
  }
  EXPECT_FALSE(is_loopback(socket_path_address("/run/a")));
}

}  // namespace
}  // namespace weft::io
