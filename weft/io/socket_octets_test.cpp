#include <weft/io/socket_octets.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include <weft/io/descriptor.hpp>

namespace weft::io {
namespace {

// Both ends of a connection over TCP.
struct Ends {
  Ends() {
    const Descriptor listening(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(listening.number(), reinterpret_cast<const sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listening.number(), 1), 0);
    EXPECT_EQ(::getsockname(listening.number(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    EXPECT_EQ(::connect(client.number(), reinterpret_cast<const sockaddr*>(&address), size), 0);
    server = Descriptor(::accept4(listening.number(), nullptr, nullptr, SOCK_CLOEXEC));
  }

  Descriptor client{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  Descriptor server{-1};
};

TEST(SocketOctets, are_those_that_have_come_and_gone) {
  const Ends ends;
  const auto& [client, server] = ends;
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

TEST(SocketOctets, tell_that_the_peer_does_not_read) {
  const Ends ends;
  EXPECT_FALSE(octets_of(ends.server.number())->is_held_by_peer);
  char octets[65'536] = {};
  const auto fill = [&] {
    while (::send(ends.server.number(), octets, sizeof octets, MSG_DONTWAIT) > 0) {
    }
    return octets_of(ends.server.number())->is_held_by_peer;
  };
  while (!fill()) ::usleep(1000);
  EXPECT_GT(octets_of(ends.server.number())->unsent, 0u);
  while (octets_of(ends.server.number())->unsent != 0) {
    EXPECT_GT(::recv(ends.client.number(), octets, sizeof octets, 0), 0);
  }
  EXPECT_FALSE(octets_of(ends.server.number())->is_held_by_peer);
  EXPECT_GT(octets_of(ends.server.number())->round_trip, Duration::zero());
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
