#include <weft/io/listen.hpp>

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <cstdio>
#include <fstream>
#include <functional>
#include <set>

#include <weft/io/address.hpp>

namespace weft::io {
namespace {

using testing::HasSubstr;

bool has_ipv6() {
  return Descriptor(::socket(AF_INET6, SOCK_STREAM, 0)).valid() &&
         std::ifstream("/proc/net/if_inet6").peek() != std::ifstream::traits_type::eof();
}

std::string refusal(const std::function<void()>& work) {
  try {
    work();
  } catch (const ListenError& error) {
    return error.what();
  }
  return "no error";
}

bool connects(const SocketAddress& address) {
  const Descriptor socket(::socket(address.family(), SOCK_STREAM, 0));
  return ::connect(socket.number(), address.data(), address.size) == 0;
}

std::string fresh_path(const char* name) {
  std::string path = testing::TempDir() + std::to_string(::getpid()) + name;
  std::remove(path.c_str());
  return path;
}

TEST(ListenOn, port_0_finds_a_port_and_tells_it) {
  const auto sets = listen_on("127.0.0.1", 0);
  ASSERT_EQ(sets.size(), 1u);
  ASSERT_EQ(sets[0].size(), 1u);
  EXPECT_EQ(sets[0][0].address.host, "127.0.0.1");
  EXPECT_NE(sets[0][0].address.port, 0);
  EXPECT_TRUE(connects(local_address_of(sets[0][0].descriptor.number())));
}

// A peer that does not read: what two kernels take is what no decision can change any more.
TEST(ListenOn, gives_connections_of_which_the_kernel_takes_little_at_a_time) {
  const auto sets = listen_on("127.0.0.1", 0);
  const int listening = sets[0][0].descriptor.number();
  const Descriptor client(::socket(AF_INET, SOCK_STREAM, 0));
  const int small = 16 * 1024;
  ::setsockopt(client.number(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  const SocketAddress address = local_address_of(listening);
  ASSERT_EQ(::connect(client.number(), address.data(), address.size), 0);
  const Descriptor server(::accept4(listening, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  ASSERT_TRUE(server.valid());
  const std::string octets(64 * 1024, 'x');
  std::size_t taken = 0;
  for (ssize_t sent = 1; sent > 0; sent = ::send(server.number(), octets.data(), octets.size(), MSG_NOSIGNAL)) {
    taken += static_cast<std::size_t>(sent);
  }
  EXPECT_LT(taken, 400'000u);
}

TEST(ListenOn, localhost_is_both_loopback_addresses_on_one_port) {
  const auto sets = listen_on("localhost", 0);
  std::set<std::string> hosts;
  std::set<std::uint16_t> ports;
  for (const Listening& each : sets[0]) {
    hosts.insert(each.address.host);
    ports.insert(each.address.port);
  }
  EXPECT_TRUE(hosts.contains("127.0.0.1"));
  EXPECT_EQ(hosts.contains("::1"), has_ipv6());
  EXPECT_EQ(ports.size(), 1u);
}

TEST(ListenOn, a_star_is_every_address) {
  const auto sets = listen_on("*", 0);
  ASSERT_EQ(sets[0].size(), 1u);
  const auto ipv4 = listen_on("127.0.0.1", 0);
  SocketAddress loopback = local_address_of(ipv4[0][0].descriptor.number());
  loopback.change_port(sets[0][0].address.port);
  EXPECT_TRUE(connects(loopback));
}

TEST(ListenOn, gives_every_loop_a_socket_of_its_own_on_one_port) {
  const auto sets = listen_on("127.0.0.1", 0, 3);
  ASSERT_EQ(sets.size(), 3u);
  for (const ListenSet& set : sets) EXPECT_EQ(set[0].address.port, sets[0][0].address.port);
}

TEST(ListenOn, says_that_an_address_is_in_use_even_when_loops_share_it) {
  const auto sets = listen_on("127.0.0.1", 0, 2);
  const auto port = sets[0][0].address.port;
  const std::string where = "cannot listen on 127.0.0.1:" + std::to_string(port) + ": address in use";
  EXPECT_THAT(refusal([port] { listen_on("127.0.0.1", port, 2); }), HasSubstr(where));
  EXPECT_THAT(refusal([port] { listen_on("127.0.0.1", port); }), HasSubstr(where));
}

TEST(ListenOn, says_which_address_is_in_use) {
  const auto sets = listen_on("127.0.0.1", 0);
  const auto port = sets[0][0].address.port;
  try {
    listen_on("*", port);
    FAIL() << "no error";
  } catch (const ListenError& error) {
    ASSERT_TRUE(error.taken());
    EXPECT_TRUE(collide(*error.taken(), sets[0][0].address));
  }
}

TEST(ListenOn, names_what_is_wrong_with_an_address) {
  EXPECT_THAT(refusal([] { listen_on("192.0.2.1", 0); }), HasSubstr("192.0.2.1:0: this machine has no such address"));
  EXPECT_THAT(refusal([] { listen_on("no such host", 0); }), HasSubstr("no such host: cannot be resolved"));
}

TEST(ListenOn, the_connections_do_not_wait_for_small_packets) {
  const auto sets = listen_on("127.0.0.1", 0);
  const int listening = sets[0][0].descriptor.number();
  const SocketAddress address = local_address_of(listening);
  const Descriptor client(::socket(AF_INET, SOCK_STREAM, 0));
  ASSERT_EQ(::connect(client.number(), address.data(), address.size), 0);
  const Descriptor accepted(::accept(listening, nullptr, nullptr));
  int value = 0;
  socklen_t size = sizeof value;
  ::getsockopt(accepted.number(), IPPROTO_TCP, TCP_NODELAY, &value, &size);
  EXPECT_EQ(value, 1);
}

TEST(ListenOnPath, listens_there) {
  const std::string path = fresh_path("weft_listen");
  const auto sets = listen_on_path(path, 2);
  ASSERT_EQ(sets.size(), 2u);
  EXPECT_EQ(sets[0][0].address.host, path);
  EXPECT_TRUE(connects(socket_path_address(path)));
}

TEST(ListenOnPath, takes_the_file_away_with_the_last_loop) {
  const std::string path = fresh_path("weft_last");
  auto sets = listen_on_path(path, 2);
  sets.pop_back();
  EXPECT_TRUE(connects(socket_path_address(path)));
  sets.pop_back();
  EXPECT_NE(::access(path.c_str(), F_OK), 0);
}

TEST(ListenOnPath, leaves_one_that_is_in_use_alone) {
  const std::string path = fresh_path("weft_used");
  const auto sets = listen_on_path(path);
  EXPECT_THAT(refusal([&] { listen_on_path(path); }), HasSubstr(path + ": address in use"));
  EXPECT_TRUE(connects(socket_path_address(path)));
}

}  // namespace
}  // namespace weft::io
