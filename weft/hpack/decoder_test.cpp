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

TEST_F(DecoderTest, asks_the_inspector_once_per_literal_and_keeps_its_marks) {
  static int asked;
  asked = 0;
  decoder = Decoder(nullptr, default_table_size, [](const Field& field) {
    ++asked;
    return static_cast<std::uint8_t>(field.name == "x" && field.value == "1" ? 5 : 2);
  });
  EXPECT_EQ(decode(std::string_view("\x40\x01x\x01"
                                    "1\xbe\x0f\x2f\x01"
                                    "2\xbe")),
            DecodeStatus::ok);
  EXPECT_EQ(asked, 2);
  std::vector<std::uint8_t> marks;
  for (const Field& field : fields) marks.push_back(field.marks);
  EXPECT_EQ(marks, (std::vector<std::uint8_t>{5, 5, 2, 5}));
}

TEST_F(DecoderTest, a_dropped_field_has_its_marks_in_the_table) {
  decoder = Decoder(nullptr, default_table_size, [](const Field&) { return std::uint8_t{9}; });
  limits.soft_fields = 0;
  EXPECT_EQ(decode("\x40\x01x\x01y"), DecodeStatus::over_soft_limit);
  limits.soft_fields = 1;
  EXPECT_EQ(decode("\xbe"), DecodeStatus::ok);
  EXPECT_EQ(fields.at(0).marks, 9);
}

TEST_F(DecoderTest, fields_of_the_static_table_have_all_marks) {
  EXPECT_EQ(decode("\x82"), DecodeStatus::ok);
  EXPECT_EQ(fields.at(0).marks, static_table::all_marks);
}

// Eighty entries, so that the youngest have an index of one octet and the oldest do not; a few have static names.
void fill(Decoder& decoder) {
  Arena arena;
  std::vector<Field> fields;
  for (int i = 0; i < 80; ++i) {
    const std::string value(static_cast<std::size_t>(i % 7), static_cast<char>('a' + i % 26));
    const std::string name =
        i % 3 == 0 ? std::string("\x50") : "\x40\x01" + std::string(1, static_cast<char>('a' + i % 26));
    const std::string block = name + static_cast<char>(value.size()) + value;
    ASSERT_EQ(decoder.decode(as_octets(block), {}, arena, fields).status, DecodeStatus::ok);
  }
}

TEST_F(DecoderTest, indices_in_a_row_are_the_same_fields_as_each_alone) {
  Decoder alone;
  fill(decoder);
  fill(alone);
  std::string block;
  for (int octet = 0xfe; octet > 0xbd; --octet) block += static_cast<char>(octet);  // as they were inserted
  block += "\xbe\xbe\xbf\xbe\x82\xc0\xbf\xc1\xff\x01\xc3\xc2\xc1";
  EXPECT_EQ(decode(block), DecodeStatus::ok);
  std::vector<Field> expected;
  Arena other;
  for (std::size_t i = 0; i < block.size(); ++i) {
    const std::size_t size = block[i] == '\xff' ? 2 : 1;
    ASSERT_EQ(alone.decode(as_octets(std::string_view(block).substr(i, size)), {}, other, expected).status,
              DecodeStatus::ok);
    i += size - 1;
  }
  ASSERT_EQ(fields.size(), expected.size());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    EXPECT_EQ(fields[i], expected[i]) << i;
    EXPECT_EQ(fields[i].token, expected[i].token) << i;
  }
}

TEST_F(DecoderTest, indices_in_a_row_stop_at_every_limit_alike) {
  std::string block;
  for (int octet = 0xd0; octet > 0xbd; --octet) block += static_cast<char>(octet);
  fill(decoder);
  ASSERT_EQ(decode(block), DecodeStatus::ok);
  const std::vector<Field> all = fields;
  const Arena kept = std::move(arena);
  const std::size_t octets = outcome.octets;
  for (std::size_t most = 0; most <= octets; ++most) {
    arena = Arena();
    fields.clear();
    limits.soft_octets = most;
    ASSERT_EQ(decode(block), most < octets ? DecodeStatus::over_soft_limit : DecodeStatus::ok) << most;
    ASSERT_EQ(outcome.octets, octets);
    ASSERT_EQ(outcome.fields, all.size());
    std::size_t held = 0;
    for (const Field& field : fields) held += field.name.size() + field.value.size() + entry_overhead;
    ASSERT_LE(held, most);
  }
  EXPECT_EQ(fields, all);
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
