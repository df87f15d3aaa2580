#include <weft/hpack/huffman.hpp>

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <weft/hpack/huffman_code.hpp>

namespace weft::hpack {
namespace {

std::size_t huffman_size(std::string_view text) {
  std::size_t bits = 0;
  for (const char c : text) bits += huffman_lengths[static_cast<unsigned char>(c)];
  return (bits + 7) / 8;
}

std::vector<std::uint8_t> encoded(std::string_view text) {
  const std::size_t size = huffman_size(text);
  std::vector<std::uint8_t> out(size + huffman_slack + 1, 0xee);
  if (size != 0) {
    EXPECT_EQ(huffman_encode(text, out.data(), size - 1), nullptr);
  }
  EXPECT_EQ(huffman_encode(text, out.data(), size), out.data() + size);
  EXPECT_EQ(out.back(), 0xee);
  out.resize(size);
  return out;
}

std::optional<std::string> decoded(Octets octets) {
  std::string out(huffman_room(octets.size()) + 1, '#');
  const char* const end = huffman_decode(octets, out.data());
  EXPECT_EQ(out.back(), '#');
  const auto size = huffman_decoded_size(octets);
  EXPECT_EQ(size.has_value(), end != nullptr);
  if (!size) return std::nullopt;
  EXPECT_EQ(out.data() + *size, end);
  return out.substr(0, *size);
}

TEST(Huffman, texts_of_every_length_and_kind_come_back) {
  std::mt19937 random(7541);
  for (std::size_t size = 0; size < 200; ++size) {
    for (const unsigned kinds : {1U, 10U, 128U, 256U}) {
      std::string text(size, 0);
      for (char& c : text) c = static_cast<char>('0' + random() % kinds);
      ASSERT_EQ(decoded(encoded(text)), text);
    }
  }
}

TEST(Huffman, whatever_the_room_no_more_than_the_slack_is_written_behind_it) {
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string longest_codes(size, '\n');
    for (std::size_t room = 0; room < 4 * size; ++room) {
      std::vector<std::uint8_t> out(room + huffman_slack + 1, 0xee);
      const bool fits = huffman_size(longest_codes) <= room;
      ASSERT_EQ(huffman_encode(longest_codes, out.data(), room) != nullptr, fits) << size << " in " << room;
      ASSERT_EQ(out.back(), 0xee) << size << " in " << room;
    }
  }
}

TEST(Huffman, a_long_code_may_stand_anywhere) {
  for (const char rare : {'<', '{', '\x7f', '\n'}) {
    for (std::size_t place = 0; place < 60; ++place) {
      std::string text(60, 'e');
      text[place] = rare;
      ASSERT_EQ(decoded(encoded(text)), text);
      text[59 - place] = rare;
      ASSERT_EQ(decoded(encoded(text)), text);
    }
  }
}

// Decodes one bit at a time, with the printed rules and nothing else.
std::optional<std::string> decoded_bit_by_bit(Octets octets) {
  std::string out;
  std::uint32_t code = 0;
  unsigned length = 0;
  for (std::size_t bit = 0; bit < octets.size() * 8; ++bit) {
    code = code << 1 | (octets[bit / 8] >> (7 - bit % 8) & 1);
    ++length;
    for (std::size_t symbol = 0; symbol < huffman_symbols; ++symbol) {
      if (huffman_codes[symbol].length != length || huffman_codes[symbol].bits != code) continue;
      if (symbol == huffman_eos) return std::nullopt;
      out += static_cast<char>(symbol);
      code = length = 0;
      break;
    }
  }
  if (length > 7 || code != (1U << length) - 1) return std::nullopt;
  return out;
}

TEST(Huffman, any_octets_are_judged_as_bit_by_bit) {
  std::mt19937 random(42);
  for (int i = 0; i < 20'000; ++i) {
    std::vector<std::uint8_t> octets(random() % 24);
    // Mostly ones, so that long codes, padding and EOS turn up.
    for (std::uint8_t& octet : octets) octet = static_cast<std::uint8_t>(random() % 3 == 0 ? random() : 0xff);
    ASSERT_EQ(decoded(octets), decoded_bit_by_bit(octets));
  }
}

TEST(Huffman, every_last_octet_is_judged_as_bit_by_bit) {
  for (std::size_t size = 1; size < 20; ++size) {
    std::vector<std::uint8_t> octets = encoded(std::string(size * 8 / 5 + 1, 'a'));
    for (int last = 0; last < 256; ++last) {
      octets.back() = static_cast<std::uint8_t>(last);
      ASSERT_EQ(decoded(octets), decoded_bit_by_bit(octets));
    }
  }
}

TEST(Huffman, the_bound_holds_for_the_shortest_codes) {
  const std::string text(80, 'e');
  EXPECT_EQ(huffman_size(text), 50U);
  EXPECT_EQ(huffman_decoded_bound(50), 80U);
}

}  // namespace
}  // namespace weft::hpack
