#include <weft/websocket/mask.hpp>

#include <string>

#include <gtest/gtest.h>

namespace weft::websocket {
namespace {

std::string masked(std::string text, std::uint64_t offset) {
  apply_mask({reinterpret_cast<std::uint8_t*>(text.data()), text.size()}, {0x37, 0xfa, 0x21, 0x3d}, offset);
  return text;
}

// RFC 6455 5.7: "A single-frame masked text message".
TEST(Mask, is_that_of_the_example) {
  EXPECT_EQ(masked("Hello", 0), "\x7f\x9f\x4d\x51\x58");
}

TEST(Mask, goes_on_where_the_last_piece_ended) {
  const std::string text(100, 'x');
  const std::string whole = masked(text, 0);
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    EXPECT_EQ(masked(text.substr(0, cut), 0) + masked(text.substr(cut), cut), whole) << cut;
  }
  EXPECT_EQ(masked(whole, 0), text);
}

}  // namespace
}  // namespace weft::websocket
