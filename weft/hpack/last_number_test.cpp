#include <weft/hpack/last_number.hpp>

#include <string>

#include <gtest/gtest.h>

#include <weft/hpack/decoder.hpp>
#include <weft/hpack/encoder.hpp>

namespace weft::hpack {
namespace {

constexpr NameToken content_length = 28;
constexpr NameToken age = 21;
constexpr std::uint8_t reference[] = {0xbe};
constexpr std::uint8_t far_reference[] = {0xff, 0x01};
constexpr std::uint8_t farther_reference[] = {0xff, 0x81, 0x01};
constexpr std::uint8_t shortest_literal[] = {0x0f, 0x0d, 0x30};

constexpr Field field{"content-length", "1024", content_length};

class Number : public testing::Test {
 protected:
  std::string written(NameToken token, std::uint64_t number, std::uint32_t epoch) const {
    std::uint8_t out[LastNumber::room];
    return std::string(as_text(Octets(out, last.write(token, number, epoch, out))));
  }

  LastNumber last;
};

TEST_F(Number, that_is_the_same_is_written_as_before) {
  EXPECT_EQ(written(content_length, 0, 0), "");
  last.keep(field, 1024, 3, reference);
  EXPECT_EQ(written(content_length, 1024, 3), "\xbe");
  last.keep(field, 1024, 3, far_reference);
  EXPECT_EQ(written(content_length, 1024, 3), "\xff\x01");
}

TEST_F(Number, that_differs_anywhere_is_another_one) {
  last.keep(field, 1024, 3, reference);
  EXPECT_EQ(written(content_length, 1025, 3), "");
  EXPECT_EQ(written(content_length, 1024, 4), "");
  EXPECT_EQ(written(age, 1024, 3), "");
}

TEST_F(Number, that_takes_more_room_is_not_kept) {
  last.keep(field, 1024, 3, farther_reference);
  EXPECT_EQ(written(content_length, 1024, 3), "");
  last.keep(field, 1024, 3, shortest_literal);
  EXPECT_EQ(written(content_length, 1024, 3), "");
}

TEST_F(Number, is_counted_with_its_name) {
  last.keep(field, 1024, 3, reference);
  EXPECT_EQ(last.text_size(), 14u + 4);
}

// Numbers of all sizes, some again and again, in a table that is full: with what add() makes of their text.
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
    of_numbers.add_number(content_length, "content-length", number, block);
    of_text.add({"content-length", text, content_length}, expected);
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
