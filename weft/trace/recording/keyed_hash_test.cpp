#include <weft/trace/recording/keyed_hash.hpp>

#include <string>

#include <gtest/gtest.h>

namespace weft::trace {
namespace {

// The vectors of the authors: key 00 to 0f, text 00, 01, 02 …
TEST(KeyedHash, is_SipHash_2_4) {
  const HashKey key{0x0706050403020100, 0x0f0e0d0c0b0a0908};
  std::string text;
  EXPECT_EQ(keyed_hash(text, key), 0x726fdb47dd0e0e31u);
  for (char c = 0; c < 15; ++c) text += c;
  EXPECT_EQ(keyed_hash(text, key), 0xa129ca6149be45e5u);
}

TEST(KeyedHash, depends_on_the_key) {
  EXPECT_NE(keyed_hash("1234", {1, 2}), keyed_hash("1234", {1, 3}));
  EXPECT_NE(keyed_hash("1234", {1, 2}), keyed_hash("1235", {1, 2}));
}

}  // namespace
}  // namespace weft::trace
