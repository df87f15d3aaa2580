#include <weft/hpack/known_list.hpp>

#include <string>

#include <gtest/gtest.h>

#include <weft/hpack/decoder.hpp>
#include <weft/hpack/encoder.hpp>

namespace weft::hpack {
namespace {

constexpr Field status{":status", "200", 8};
constexpr std::uint8_t octets[] = {0x88, 0xbe, 0xbf};

class List : public testing::Test {
 protected:
  bool finds(std::vector<Field> rest, std::uint32_t epoch = 1, Field first = status) {
    return last.find(FieldList{first, rest}, epoch) != nullptr;
  }
  bool keep(const std::vector<Field>& rest) {
    const FieldList list{status, rest};
    if (!last.wants(1, 1) || !is_worth_keeping(list, octets)) return false;
    last.keep(list, 1).assign(octets);
    return true;
  }

  KnownList last;
  std::vector<Field> fields{{"server", "weft", 54}, {"x-name", "a value", 0}};
};

TEST_F(List, that_is_the_same_is_found_with_what_it_became) {
  EXPECT_FALSE(finds(fields));
  keep(fields);
  const std::string copy = "a value";
  fields[1].value = copy;
  const EncodedList* known = last.find(FieldList{status, fields}, 1);
  ASSERT_NE(known, nullptr);
  const Octets found = known->octets();
  EXPECT_EQ(std::vector(found.begin(), found.end()), std::vector(std::begin(octets), std::end(octets)));
  EXPECT_EQ(last.key().text_size(), 7u + 3 + 6 + 4 + 6 + 7);
}

TEST_F(List, that_differs_anywhere_is_another_one) {
  keep(fields);
  EXPECT_FALSE(finds(fields, 2));
  EXPECT_FALSE(finds(fields, 1, {":status", "404", 8}));
  EXPECT_FALSE(finds({fields[0]}));
  EXPECT_FALSE(finds({fields[1], fields[0]}));
  EXPECT_FALSE(finds({{"server", "wefd", 54}, fields[1]}));
  EXPECT_FALSE(finds({{"via", "weft", 60}, fields[1]}));
  EXPECT_FALSE(finds({fields[0], {"x-nama", "a value", 0}}));
  EXPECT_FALSE(finds({fields[0], {"x-name", "a valua", 0}}));
  EXPECT_FALSE(finds({fields[0], {"x-name", "a valu", 0}}));
  EXPECT_FALSE(finds({fields[0], {"x-name", "a value", 0, true}}));
  EXPECT_TRUE(finds(fields));
}

TEST_F(List, with_a_secret_is_not_kept) {
  EXPECT_FALSE(keep({{"set-cookie", "id=1", 55}}));
  EXPECT_FALSE(finds({{"set-cookie", "id=1", 55}}));
}

TEST_F(List, that_is_long_is_not_kept) {
  const std::string value(2000, 'x');
  EXPECT_FALSE(keep({{"x-name", value, 0}}));
  EXPECT_FALSE(finds({{"x-name", value, 0}}));
  EXPECT_LT(last.key().capacity(), 1000u);
}

// A decoder must understand all that an encoder remembers: the same lists and others, in a table that is full.
TEST(Encoder, makes_of_the_same_list_what_a_decoder_takes_for_it) {
  Encoder encoder;
  encoder.set_max_table_size(200);
  Decoder decoder;
  for (int i = 0; i < 400; ++i) {
    // Half of them repeat; now and then one pushes others out of the table.
    const std::string value = "value " + std::to_string(i % 7 < 4 ? 0 : i / 20);
    const std::vector<Field> rest{{"server", "weft", 54}, {"x-name", value, 0}};
    Buffer block;
    encoder.begin(block);
    encoder.add_list(status, rest, block);
    Arena arena;
    std::vector<Field> decoded;
    ASSERT_EQ(decoder.decode(block.readable(), {}, arena, decoded).status, DecodeStatus::ok) << i;
    ASSERT_EQ(decoded.size(), 3u);
    EXPECT_EQ(decoded[0], status) << i;
    EXPECT_EQ(decoded[1], rest[0]) << i;
    EXPECT_EQ(decoded[2], rest[1]) << i;
  }
}

}  // namespace
}  // namespace weft::hpack
