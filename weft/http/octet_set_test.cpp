#include <weft/http/octet_set.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft::http {
namespace {

TEST(OctetSet, has_what_was_put_in_and_nothing_else) {
  constexpr OctetSet set = OctetSet().with("x-").with('0', '9').with(0xfe, 0xff).without("5");
  for (int octet = 0; octet < 256; ++octet) {
    const bool expected =
        octet == 'x' || octet == '-' || (octet >= '0' && octet <= '9' && octet != '5') || octet >= 0xfe;
    EXPECT_EQ(set.contains(static_cast<char>(octet)), expected) << octet;
  }
}

TEST(OctetSet, contains_all_looks_at_every_place) {
  constexpr OctetSet digits = OctetSet().with('0', '9');
  EXPECT_TRUE(digits.contains_all(""));
  EXPECT_TRUE(digits.contains_all("0123456789"));
  for (std::size_t place = 0; place < 20; ++place) {
    std::string text(20, '1');
    text[place] = 'x';
    EXPECT_FALSE(digits.contains_all(text)) << place;
  }
}

}  // namespace
}  // namespace weft::http
