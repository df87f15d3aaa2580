// RFC 7541 5: integers and strings.
#include <gtest/gtest.h>

#include "peer.hpp"

namespace weft::hpack::test {
namespace {

// RFC 7541 5.1: "Integer encodings that exceed implementation limits — in value or octet length — MUST be treated as
// decoding errors."
TEST(Section5_1, an_integer_that_is_too_large_or_too_long_is_an_error) {
  EXPECT_EQ(status_of("ff ff ff ff ff ff 0f"), DecodeStatus::bad_integer);
  EXPECT_EQ(status_of("ff 80 80 80 80 80 00"), DecodeStatus::bad_integer);  // six octets of nothing
  EXPECT_EQ(status_of("ff 81 ff ff ff 07"), DecodeStatus::bad_integer);     // 2^31
  EXPECT_EQ(status_of("ff 80 ff ff ff 07"), DecodeStatus::bad_index);       // 2^31 - 1
  EXPECT_EQ(status_of("3f ff ff ff ff ff 0f"), DecodeStatus::bad_integer);
  EXPECT_EQ(status_of("00 7f ff ff ff ff ff 0f"), DecodeStatus::bad_integer);
  EXPECT_EQ(status_of("0f ff ff ff ff ff 0f"), DecodeStatus::bad_integer);
}

TEST(Section5_1, an_integer_may_be_longer_than_it_needs) {
  EXPECT_EQ(status_of("00 01 61 7f 80 00"), DecodeStatus::truncated);
}

// RFC 7541 5.2
TEST(Section5_2, a_string_that_is_longer_than_its_block_is_an_error) {
  EXPECT_EQ(status_of("00 02 61"), DecodeStatus::truncated);
  EXPECT_EQ(status_of("00 01 61 7f 80 01"), DecodeStatus::truncated);
  EXPECT_EQ(status_of("00 01 61 82 1f"), DecodeStatus::truncated);
}

TEST(Section5_2, empty_strings_are_strings) {
  for (const auto* hex : {"00 00 00", "00 80 80"}) {
    Decoding decode;
    EXPECT_EQ(decode(hex), DecodeStatus::ok);
    EXPECT_EQ(owned(decode.fields), (OwnedFields{{"", ""}}));
  }
}

// A value as Huffman string, where 0x1f holds the five bits of 'a' and three of padding.
DecodeStatus huffman(const std::string& hex) {
  const std::string value = from_hex(hex);
  return Decoding{Decoder()}.octets(from_hex("00 01 61") + static_cast<char>(0x80 | value.size()) + value);
}

// RFC 7541 5.2: "A padding strictly longer than 7 bits MUST be treated as a decoding error."
TEST(Section5_2, padding_of_more_than_seven_bits_is_an_error) {
  EXPECT_EQ(huffman("1f"), DecodeStatus::ok);
  EXPECT_EQ(huffman("1f ff"), DecodeStatus::bad_huffman);
  EXPECT_EQ(huffman("ff"), DecodeStatus::bad_huffman);
  EXPECT_EQ(huffman("1f ff ff ff"), DecodeStatus::bad_huffman);
  EXPECT_EQ(huffman("1f ff ff ff ff ff ff ff ff ff ff"), DecodeStatus::bad_huffman);
}

// RFC 7541 5.2: "A padding not corresponding to the most significant bits of the code for the EOS symbol MUST be
// treated as a decoding error."
TEST(Section5_2, padding_that_is_not_all_ones_is_an_error) {
  for (const auto* hex : {"18", "19", "1a", "1b", "1c", "1d", "1e"}) EXPECT_EQ(huffman(hex), DecodeStatus::bad_huffman);
}

// RFC 7541 5.2: "A Huffman-encoded string literal containing the EOS symbol MUST be treated as a decoding error."
TEST(Section5_2, the_eos_symbol_is_an_error) {
  EXPECT_EQ(huffman("ff ff ff ff"), DecodeStatus::bad_huffman);
  EXPECT_EQ(huffman("ff ff ff fc 1f"), DecodeStatus::bad_huffman);
  EXPECT_EQ(huffman("1f ff ff ff ff"), DecodeStatus::bad_huffman);
  // In front of more, where the fast path reads.
  EXPECT_EQ(huffman("ff ff ff fc 18 c6 31 8c 63 18 c6 31 8c 63 1f"), DecodeStatus::bad_huffman);
}

TEST(Section5_2, a_bad_name_is_an_error_too) {
  EXPECT_EQ(status_of("00 81 18 01 61"), DecodeStatus::bad_huffman);
  EXPECT_EQ(status_of("40 82 1f ff 01 61"), DecodeStatus::bad_huffman);
}

TEST(Section5_2, a_bad_string_is_an_error_where_it_would_be_dropped) {
  Decoding decode;
  decode.limits.soft_fields = 0;
  EXPECT_EQ(decode("00 01 61 81 18"), DecodeStatus::bad_huffman);
}

TEST(Section5_2, the_shorter_form_is_sent) {
  Encoding encode;
  EXPECT_EQ(to_hex(encode({{"authorization", "aaaaaaaa"}})),
            "1f08"
            "85"
            "18c6318c63");
  EXPECT_EQ(to_hex(encode({{"authorization", "XXXX"}})),
            "1f08"
            "04"
            "58585858");  // equal: raw
}

}  // namespace
}  // namespace weft::hpack::test
