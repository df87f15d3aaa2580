#include <weft/hpack/decoder.hpp>

#include <string>

#include <gtest/gtest.h>

namespace weft::hpack {
namespace {

class DecoderTest : public testing::Test {
 protected:
  DecodeStatus decode(std::string_view block) {
    outcome = decoder.decode(as_octets(block), limits, arena, fields);
    return outcome.status;
  }

  Decoder decoder;
  DecodeLimits limits;
  Arena arena;
  std::vector<Field> fields;
  DecodeOutcome outcome;
};

TEST_F(DecoderTest, appends_to_what_is_there) {
  EXPECT_EQ(decode("\x82"), DecodeStatus::ok);
  EXPECT_EQ(decode("\x86"), DecodeStatus::ok);
  ASSERT_EQ(fields.size(), 2U);
  EXPECT_EQ(fields[0], (Field{":method", "GET"}));
  EXPECT_EQ(fields[1], (Field{":scheme", "http"}));
  EXPECT_EQ(outcome.fields, 1U);
}

TEST_F(DecoderTest, static_fields_cost_no_memory) {
  EXPECT_EQ(decode("\x82\x86\x84"), DecodeStatus::ok);
  EXPECT_EQ(arena.capacity(), 0U);
}

TEST_F(DecoderTest, static_names_of_literals_are_not_copied) {
  EXPECT_EQ(decode("\x44\x02/x"), DecodeStatus::ok);
  const Field& field = fields.at(0);
  EXPECT_EQ(field, (Field{":path", "/x"}));
  EXPECT_EQ(field.token, 4);
  EXPECT_EQ(decoder.table()[0].name.data(), field.name.data());
  EXPECT_NE(decoder.table()[0].value.data(), field.value.data());
}

TEST_F(DecoderTest, asks_the_interner_once_per_literal_name) {
  static int asked;
  asked = 0;
  decoder = Decoder([](std::string_view name) {
    ++asked;
    return NameToken(name == "x" ? 200 : 0);
  });
  EXPECT_EQ(decode(std::string_view("\x40\x01x\x01"
                                    "1\xbe\x7e\x01"
                                    "2\x0f\x2f\x01"
                                    "3")),
            DecodeStatus::ok);
  EXPECT_EQ(asked, 1);
  for (const Field& field : fields) EXPECT_EQ(field.token, 200);
}

TEST_F(DecoderTest, a_field_that_only_might_be_too_large_is_measured_and_kept) {
  // 16 octets of Huffman code may hold 25 of text, and hold 16 here.
  const std::string block = "\x41\x90" + std::string(16, '\xf8');  // '&', eight bits
  limits.soft_octets = 10 + 16 + 32;
  EXPECT_EQ(decode(block), DecodeStatus::ok);
  EXPECT_EQ(fields.at(0).value, std::string(16, '&'));
  EXPECT_EQ(outcome.octets, limits.soft_octets);
}

TEST_F(DecoderTest, one_octet_more_is_dropped) {
  const std::string block = "\x41\x91" + std::string(17, '\xf8');
  limits.soft_octets = 10 + 16 + 32;
  EXPECT_EQ(decode(block), DecodeStatus::over_soft_limit);
  EXPECT_TRUE(fields.empty());
  EXPECT_EQ(decoder.table().count(), 1U);
  EXPECT_EQ(decoder.table()[0].value, std::string(17, '&'));
}

}  // namespace
}  // namespace weft::hpack
