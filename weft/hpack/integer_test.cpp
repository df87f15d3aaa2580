#include <weft/hpack/integer.hpp>

#include <vector>

#include <gtest/gtest.h>

namespace weft::hpack {
namespace {

struct Decoded {
  IntegerError error;
  std::uint32_t value;
  std::size_t used;
};

Decoded decode(const std::vector<std::uint8_t>& octets, unsigned prefix) {
  const std::uint8_t* p = octets.data();
  std::uint32_t value = 0;
  const auto error = decode_integer(p, p + octets.size(), prefix, value);
  return {error, value, static_cast<std::size_t>(p - octets.data())};
}

TEST(Integer, every_prefix_carries_every_size_back) {
  for (unsigned prefix = 4; prefix <= 8; ++prefix) {
    const std::uint32_t full = (1U << prefix) - 1;
    for (const std::uint32_t value :
         {0U, 1U, full - 1, full, full + 1, full + 127, full + 128, 4096U, 1U << 21, (1U << 28) + full, max_integer}) {
      std::vector<std::uint8_t> out(integer_room, 0xee);
      const auto size = static_cast<std::size_t>(encode_integer(out.data(), 0, prefix, value) - out.data());
      ASSERT_LE(size, integer_room);
      out.resize(size);
      const Decoded decoded = decode(out, prefix);
      EXPECT_EQ(decoded.error, IntegerError::none);
      EXPECT_EQ(decoded.value, value);
      EXPECT_EQ(decoded.used, size);
    }
  }
}

TEST(Integer, the_bits_in_front_of_the_prefix_are_not_its_own) {
  std::uint8_t out[integer_room] = {};
  EXPECT_EQ(encode_integer(out, 0xe0, 5, 10), out + 1);
  EXPECT_EQ(out[0], 0xea);
  EXPECT_EQ(decode({0xea}, 5).value, 10U);
}

TEST(Integer, one_more_than_the_largest_is_too_large) {
  EXPECT_EQ(decode({0x7f, 0x80, 0xff, 0xff, 0xff, 0x07}, 7).value, max_integer);
  EXPECT_EQ(decode({0x7f, 0x81, 0xff, 0xff, 0xff, 0x07}, 7).error, IntegerError::too_large);
}

TEST(Integer, an_open_end_is_truncated) {
  EXPECT_EQ(decode({0x7f}, 7).error, IntegerError::truncated);
  EXPECT_EQ(decode({0x7f, 0x80, 0x80}, 7).error, IntegerError::truncated);
}

TEST(Integer, a_sixth_octet_is_too_long_whatever_it_says) {
  EXPECT_EQ(decode({0x7f, 0x80, 0x80, 0x80, 0x80, 0x00}, 7).error, IntegerError::none);
  EXPECT_EQ(decode({0x7f, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00}, 7).error, IntegerError::too_large);
}

}  // namespace
}  // namespace weft::hpack
