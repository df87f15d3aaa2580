#include <weft/io/socket_octets.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <gtest/gtest.h>

#include <weft/io/descriptor.hpp>

namespace weft::io {
namespace {

TEST(SocketOctets, are_those_that_have_come_and_gone) {
  const Descriptor listening(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(listening.number(), reinterpret_cast<const sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(listening.number(), 1), 0);
  ASSERT_EQ(::getsockname(listening.number(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  const Descriptor client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::connect(client.number(), reinterpret_cast<const sockaddr*>(&address), size), 0);
  const Descriptor server(::accept4(listening.number(), nullptr, nullptr, SOCK_CLOEXEC));
  char octets[100] = {};
  ASSERT_EQ(::send(client.number(), octets, sizeof octets, 0), 100);
  ASSERT_EQ(::recv(server.number(), octets, sizeof octets, MSG_WAITALL), 100);
  ASSERT_EQ(::send(server.number(), octets, 7, 0), 7);
  ASSERT_EQ(::recv(client.number(), octets, 7, MSG_WAITALL), 7);
  EXPECT_EQ(octets_of(server.number())->received, 100u);
  EXPECT_EQ(octets_of(client.number())->received, 7u);
  // The kernel acknowledges on loopback when it likes.
  EXPECT_LE(octets_of(server.number())->sent, 8u);
}

TEST(SocketOctets, are_not_counted_elsewhere) {
  int ends[2] = {-1, -1};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  const Descriptor one(ends[0]);
  const Descriptor other(ends[1]);
  EXPECT_FALSE(octets_of(one.number()));
  EXPECT_FALSE(octets_of(-1));
}

}  // namespace
}  // namespace weft::io
