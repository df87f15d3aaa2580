#include <weft/hpack/words.hpp>

#include <string>

#include <gtest/gtest.h>

namespace weft::hpack {
namespace {

TEST(Words, texts_are_the_same_if_every_octet_is) {
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string a(size, 'x');
    std::string b = a;
    EXPECT_TRUE(same_text(a, b));
    EXPECT_FALSE(same_text(a, b + 'x'));
    for (char& octet : b) {
      octet = 'y';
      EXPECT_FALSE(same_text(a, b)) << b;
      octet = 'x';
    }
  }
}

}  // namespace
}  // namespace weft::hpack
