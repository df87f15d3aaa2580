#include <weft/base/octet_word.hpp>

#include <string>

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(OctetWord, masks_are_zero_exactly_where_no_octet_fits) {
  for (unsigned octet = 0; octet < 256; ++octet) {
    for (std::size_t place = 0; place < sizeof(OctetWord); ++place) {
      std::string text(sizeof(OctetWord), 'x');
      text[place] = static_cast<char>(octet);
      const OctetWord word = load_octet_word(text.data());
      EXPECT_EQ(octets_below(word, 0x20) != 0, octet < 0x20) << octet << " at " << place;
      EXPECT_EQ(octets_equal(word, '#') != 0, octet == '#') << octet << " at " << place;
    }
  }
}

TEST(OctetWord, no_octet_is_overlooked_whatever_the_length) {
  const auto is_bad = [](OctetWord word) { return octets_equal(word, '!'); };
  for (std::size_t size = 0; size < 40; ++size) {
    std::string text(size, '.');
    EXPECT_TRUE(no_octet_word(text, is_bad)) << size;
    for (std::size_t place = 0; place < size; ++place) {
      text[place] = '!';
      EXPECT_FALSE(no_octet_word(text, is_bad)) << place << " of " << size;
      text[place] = '.';
    }
  }
}

TEST(OctetWord, nothing_outside_of_the_text_is_looked_at) {
  const std::string text = "!......!";
  const auto is_bad = [](OctetWord word) { return octets_equal(word, '!'); };
  for (std::size_t size = 1; size < 7; ++size) {
    EXPECT_TRUE(no_octet_word(std::string_view(text).substr(1, size), is_bad)) << size;
  }
}

}  // namespace
}  // namespace weft
