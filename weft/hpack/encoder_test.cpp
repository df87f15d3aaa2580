#include <weft/hpack/encoder.hpp>

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <weft/hpack/decoder.hpp>
#include <weft/hpack/huffman.hpp>
#include <weft/hpack/integer.hpp>

namespace weft::hpack {
namespace {

std::string encode(Encoder& encoder, const std::vector<Field>& fields) {
  Buffer out;
  encoder.encode(fields, out);
  return std::string(as_text(out.readable()));
}

TEST(Encoder, a_full_match_is_one_octet) {
  Encoder encoder;
  EXPECT_EQ(encode(encoder, {{":method", "GET", 2}, {":scheme", "https", 6}, {":status", "404", 8}}), "\x82\x87\x8d");
  EXPECT_EQ(encoder.table().capacity(), 0U);
}

TEST(Encoder, a_token_makes_no_difference_to_the_octets) {
  Encoder with;
  Encoder without;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(encode(with, {{":path", "/x", 4}, {"accept", "*/*", 19}, {":method", "GET", 2}, {"cookie", "a=b", 32}}),
              encode(without, {{":path", "/x"}, {"accept", "*/*"}, {":method", "GET"}, {"cookie", "a=b"}}));
  }
  EXPECT_EQ(encode(without, {{":path", "/x"}, {"accept", "*/*", 19}}), "\xbf\xbe");
}

TEST(Encoder, a_name_known_to_the_table_alone_is_referred_to) {
  Encoder encoder;
  encode(encoder, {{"x-custom", "one"}});
  EXPECT_EQ(encode(encoder, {{"x-custom", "XXX"}}), "\x7e\x03XXX");
}

TEST(Encoder, counts_octets_in_and_out) {
  Encoder encoder;
  const std::string block = encode(encoder, {{":method", "GET", 2}, {"x-custom", "value"}});
  EXPECT_EQ(encoder.octets_in(), 10U + 13U);
  EXPECT_EQ(encoder.octets_out(), block.size());
}

TEST(Encoder, without_a_table_everything_is_a_literal) {
  Encoder encoder;
  encoder.set_max_table_size(0);
  const std::string first = encode(encoder, {{"x-custom", "value"}});
  EXPECT_EQ(first[0], 0x20);
  EXPECT_EQ(encode(encoder, {{"x-custom", "value"}}), first.substr(1));
  EXPECT_EQ(encoder.table().count(), 0U);
}

TEST(Encoder, what_is_larger_than_the_table_does_not_empty_it) {
  Encoder encoder;
  encode(encoder, {{"x-custom", "value"}});
  const std::string large(5000, 'x');
  encode(encoder, {{"x-large", large}});
  EXPECT_EQ(encode(encoder, {{"x-custom", "value"}}), "\xbe");
}

// A literal that is never indexed, whose name is that of index 4.
std::string literal_path(std::string_view text) {
  std::string block(1 + integer_room + text.size() + huffman_slack, '\x14');
  auto* const out = reinterpret_cast<std::uint8_t*>(block.data());
  std::vector<std::uint8_t> huffman(text.size() + huffman_slack);
  const std::uint8_t* const end = huffman_encode(text, huffman.data(), text.size() - 1);
  const std::string_view octets = end == nullptr ? text : as_text({huffman.data(), end});
  const std::uint8_t* const begin =
      encode_integer(out + 1, end == nullptr ? 0 : 0x80, 7, static_cast<std::uint32_t>(octets.size()));
  block.resize(static_cast<std::size_t>(begin - out));
  return block.append(octets);
}

TEST(Encoder, the_length_of_a_text_has_no_more_octets_than_it_needs) {
  Encoder encoder;
  for (const char c : {'e', 'x', '&', '!'}) {
    for (std::size_t size = 1; size < 700; ++size) {
      const std::string text(size, c);
      ASSERT_EQ(encode(encoder, {{":path", text, 4, true}}), literal_path(text)) << size << ' ' << c;
    }
  }
}

TEST(Encoder, that_was_parked_refers_to_what_it_has_sent) {
  Encoder before;
  encode(before, {{"server", "weft", 54}, {"x-custom", "one"}});
  TightWriter writer;
  before.park(writer);
  EXPECT_LT(writer.octets().size(), 40u);
  Encoder encoder;
  TightReader reader(writer.octets().data());
  encoder.unpark(reader);
  EXPECT_EQ(encoder.octets_in(), before.octets_in());
  EXPECT_EQ(encoder.octets_out(), before.octets_out());
  EXPECT_EQ(encode(encoder, {{"server", "weft", 54}, {"x-custom", "one"}}), "\xbf\xbe");
  EXPECT_EQ(encode(encoder, {{"x-custom", "XXX"}}), "\x7e\x03XXX");
}

// Numbers of all sizes, some again and again, in a table that is full.
TEST(Encoder, makes_of_a_number_what_it_makes_of_its_text) {
  Encoder of_numbers;
  Encoder of_text;
  of_numbers.set_max_table_size(200);
  of_text.set_max_table_size(200);
  Decoder decoder;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    std::uint64_t number = i % 9 < 5 ? 1024 : i << (i % 60);
    if (i == 100) number = UINT64_MAX;
    const std::string text = std::to_string(number);
    Buffer block;
    Buffer expected;
    of_numbers.begin(block);
    of_text.begin(expected);
    of_numbers.add_number(28, "content-length", number, block);
    of_text.add({"content-length", text, 28}, expected);
    ASSERT_EQ(as_text(block.readable()), as_text(expected.readable())) << i;
    ASSERT_EQ(of_numbers.octets_in(), of_text.octets_in()) << i;
    ASSERT_EQ(of_numbers.octets_out(), of_text.octets_out()) << i;
    Arena arena;
    std::vector<Field> decoded;
    ASSERT_EQ(decoder.decode(block.readable(), {}, arena, decoded).status, DecodeStatus::ok) << i;
    ASSERT_EQ(decoded.size(), 1u);
    EXPECT_EQ(decoded[0].value, text);
  }
}

}  // namespace
}  // namespace weft::hpack
