#include <weft/client/websocket/upstream.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft::client {
namespace upstream_test {

// A server may send pings and read nothing.
TEST(Upstream, has_no_room_for_answers_without_end) {
  Upstream upstream;
  const std::string pong(131, 'p');
  std::size_t unsent = 0;
  for (; upstream.has_room_for_answers(); unsent += pong.size()) upstream.write(as_octets(pong));
  EXPECT_GE(unsent, Upstream::capacity + Upstream::most_answers);
  EXPECT_LT(unsent, Upstream::capacity + Upstream::most_answers + pong.size());
  std::string room(200, ' ');
  upstream.pull({reinterpret_cast<std::uint8_t*>(room.data()), room.size()});
  EXPECT_TRUE(upstream.has_room_for_answers());
}

}  // namespace upstream_test
}  // namespace weft::client
