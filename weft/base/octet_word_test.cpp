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

TEST(OctetWord, texts_are_the_same_if_every_octet_is) {
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

TEST(OctetWord, a_copy_has_every_octet_and_writes_no_other) {
  for (std::size_t size = 0; size < 140; ++size) {
    std::string text(size, ' ');
    for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('0' + i % 70);
    std::string out(size + 40, '.');
    EXPECT_EQ(copy_octets(text, out.data() + 20), out.data() + 20 + size);
    EXPECT_EQ(out, std::string(20, '.') + text + std::string(20, '.'));
  }
}

}  // namespace
}  // namespace weft
