#include <weft/io/socket_pair.hpp>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace weft::io::socket_pair_test {
namespace {

TEST(SocketPair, carries_octets_both_ways_and_the_end) {
  auto pair = make_socket_pair();
  ASSERT_TRUE(pair.has_value());
  std::array<char, 8> room{};
  for (const auto& [from, to] : {std::pair(&pair->near, &pair->far), std::pair(&pair->far, &pair->near)}) {
    EXPECT_LT(::read(to->number(), room.data(), room.size()), 0);
    EXPECT_EQ(errno, EAGAIN);
    EXPECT_EQ(::write(from->number(), "hello", 5), 5);
    EXPECT_EQ(::read(to->number(), room.data(), room.size()), 5);
  }
  pair->near.close();
  EXPECT_EQ(::read(pair->far.number(), room.data(), room.size()), 0);
}

TEST(SocketPair, says_that_there_are_too_many_descriptors) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit none = before;
  none.rlim_cur = 0;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  const auto pair = make_socket_pair();
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  ASSERT_FALSE(pair.has_value());
  EXPECT_EQ(pair.error(), Reason::too_many_descriptors);
}

}  // namespace
}  // namespace weft::io::socket_pair_test
