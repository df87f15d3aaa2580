#include <weft/base/bytes.hpp>

#include <gtest/gtest.h>

#include <array>

namespace weft {
namespace {

TEST(Bytes, numbers_are_most_significant_octet_first) {
  const std::array<std::uint8_t, 4> octets{0x81, 0x02, 0xf3, 0x04};
  EXPECT_EQ(load_be16(octets.data()), 0x8102U);
  EXPECT_EQ(load_be24(octets.data()), 0x8102f3U);
  EXPECT_EQ(load_be32(octets.data()), 0x8102f304U);
}

TEST(Bytes, every_store_is_read_back_by_its_load) {
  std::array<std::uint8_t, 4> octets{};
  for (const std::uint32_t value : {0U, 1U, 0x80U, 0xffffU, 0x123456U, 0xffffffU, 0x80000000U, 0xffffffffU}) {
    store_be32(octets.data(), value);
    EXPECT_EQ(load_be32(octets.data()), value);
    store_be24(octets.data(), value & 0xffffff);
    EXPECT_EQ(load_be24(octets.data()), value & 0xffffff);
    store_be16(octets.data(), static_cast<std::uint16_t>(value));
    EXPECT_EQ(load_be16(octets.data()), value & 0xffff);
  }
}

TEST(Bytes, a_store_touches_no_octet_beyond_its_own) {
  std::array<std::uint8_t, 5> octets{};
  store_be24(octets.data() + 1, 0xffffff);
  EXPECT_EQ(octets[0], 0);
  EXPECT_EQ(octets[4], 0);
}

TEST(Bytes, text_and_octets_are_two_views_of_one_thing) {
  const std::string_view text("a\0\xff", 3);
  EXPECT_EQ(as_text(as_octets(text)), text);
  EXPECT_EQ(as_octets(text)[2], 0xff);
}

}  // namespace
}  // namespace weft
