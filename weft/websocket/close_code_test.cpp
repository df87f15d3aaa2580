#include <weft/websocket/close_code.hpp>

#include <gtest/gtest.h>

namespace weft::websocket {
namespace {

// RFC 6455 7.4, and the registry of its codes.
TEST(CloseCode, may_be_sent_where_it_means_something) {
  for (unsigned value = 0; value <= 0xffff; ++value) {
    const bool named = (value >= 1000 && value <= 1003) || (value >= 1007 && value <= 1014);
    const bool free = value >= 3000 && value <= 4999;
    ASSERT_EQ(may_be_sent(static_cast<CloseCode>(value)), named || free) << value;
  }
}

}  // namespace
}  // namespace weft::websocket
