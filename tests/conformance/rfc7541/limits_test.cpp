// RFC 7541 7.3 and 7.4: what a block may cost.
#include <gtest/gtest.h>

#include <weft/hpack/integer.hpp>

#include "peer.hpp"

namespace weft::hpack::test {
namespace {

std::string repeated(const std::string& octets, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += octets;
  return out;
}

TEST(Limits, fields_up_to_the_soft_limit_are_all_there) {
  Decoding decode;
  EXPECT_EQ(decode.octets(repeated(from_hex("82"), 256)), DecodeStatus::ok);
  EXPECT_EQ(decode.fields.size(), 256U);
}

TEST(Limits, fields_beyond_the_soft_limit_are_counted_and_dropped) {
  Decoding decode;
  EXPECT_EQ(decode.octets(repeated(from_hex("82"), 257)), DecodeStatus::over_soft_limit);
  EXPECT_EQ(decode.fields.size(), 256U);
  EXPECT_EQ(decode.outcome.fields, 257U);
  EXPECT_EQ(decode.outcome.octets, 257U * (7 + 3 + 32));
  EXPECT_EQ(decode.octets(repeated(from_hex("82"), 1024)), DecodeStatus::over_soft_limit);
}

TEST(Limits, fields_beyond_the_hard_limit_stop_the_decoder) {
  Decoding decode;
  EXPECT_EQ(decode.octets(repeated(from_hex("82"), 32000)), DecodeStatus::over_hard_limit);
  EXPECT_EQ(decode.outcome.fields, 1025U);
}

// A list of `octets` octets exactly, each field a literal of 64 with its overhead.
std::string list_of(std::size_t octets) {
  return repeated(from_hex("00 01 61 1f") + std::string(31, 'x'), octets / 64);
}

TEST(Limits, octets_count_names_values_and_32_each) {
  Decoding decode{.decoder = Decoder(), .limits = {SIZE_MAX, SIZE_MAX, 65536, 262144}};
  EXPECT_EQ(decode.octets(list_of(65536)), DecodeStatus::ok);
  EXPECT_EQ(decode.octets(list_of(65536 + 64)), DecodeStatus::over_soft_limit);
  EXPECT_EQ(decode.fields.size(), 1024U);
  EXPECT_EQ(decode.octets(list_of(262144)), DecodeStatus::over_soft_limit);
  EXPECT_EQ(decode.octets(list_of(262144 + 64)), DecodeStatus::over_hard_limit);
}

TEST(Limits, the_table_is_right_after_a_list_beyond_the_soft_limit) {
  const std::string insertions = from_hex("4001 61 01 31  40 82 94e7 82 94e7  7f00 01 33  7f00 01 33  41 83 1c64 1f");
  Decoding all;
  ASSERT_EQ(all.octets(insertions), DecodeStatus::ok);
  for (std::size_t kept = 0; kept < 5; ++kept) {
    Decoding some;
    some.limits.soft_fields = kept;
    ASSERT_EQ(some.octets(insertions), DecodeStatus::over_soft_limit);
    ASSERT_EQ(some.fields.size(), kept);
    some.limits = {};
    const DynamicTable& table = some.decoder.table();
    ASSERT_EQ(table.count(), all.decoder.table().count());
    for (std::uint32_t i = 0; i < table.count(); ++i) {
      EXPECT_EQ(table[i].name, all.decoder.table()[i].name);
      EXPECT_EQ(table[i].value, all.decoder.table()[i].value);
      EXPECT_EQ(table[i].token, all.decoder.table()[i].token);
    }
  }
}

TEST(Limits, an_entry_too_large_for_the_table_empties_it_though_the_field_is_dropped) {
  Decoding decode;
  ASSERT_EQ(decode("4001 61 01 31"), DecodeStatus::ok);
  decode.limits.soft_fields = 0;
  EXPECT_EQ(decode.octets(from_hex("41 7f e11f") + std::string(4192, 'x')), DecodeStatus::over_soft_limit);
  EXPECT_EQ(decode.decoder.table().count(), 0U);
}

// References of one octet, each of which stands for 4 KiB.
TEST(Limits, references_to_a_large_entry_cost_memory_up_to_the_soft_limit_only) {
  Decoding decode;
  const std::string insertion = from_hex("60 7f ab1e") + std::string(127 + 0x0f2b, 'x');  // cookie
  ASSERT_EQ(decode.octets(insertion), DecodeStatus::ok);
  ASSERT_EQ(decode.decoder.table().count(), 1U);
  const std::size_t size = decode.decoder.table().size();
  decode.limits.hard_fields = SIZE_MAX;
  EXPECT_EQ(decode.octets(repeated(from_hex("be"), 32768)), DecodeStatus::over_hard_limit);
  EXPECT_EQ(decode.outcome.fields, 256 * 1024 / size + 1);
  EXPECT_EQ(decode.fields.size(), 64 * 1024 / size);
  EXPECT_LE(decode.arena.capacity(), 2U * 64 * 1024);
}

// A string literal of `size` times the same octet.
std::string long_string(std::uint8_t huffman_flag, std::uint32_t size, char octet) {
  std::uint8_t head[integer_room] = {};
  const std::uint8_t* const end = encode_integer(head, huffman_flag, 7, size);
  return std::string(as_text({head, static_cast<std::size_t>(end - head)})) + std::string(size, octet);
}

TEST(Limits, a_literal_beyond_the_soft_limit_costs_no_memory) {
  // 100,000 octets of Huffman code hold 160,000 times a zero.
  for (const std::string& value : {long_string(0x80, 100'000, 0), long_string(0, 100'000, 'x')}) {
    for (const auto* name : {"00 01 61", "40 01 61"}) {
      Decoding decode;
      EXPECT_EQ(decode.octets(from_hex(name) + value), DecodeStatus::over_soft_limit);
      EXPECT_GT(decode.outcome.octets, 100'000U);
      EXPECT_TRUE(decode.fields.empty());
      EXPECT_EQ(decode.arena.capacity(), 0U);
    }
  }
}

TEST(Limits, an_idle_codec_holds_no_memory) {
  EXPECT_EQ(Decoder().table().capacity(), 0U);
  EXPECT_EQ(Encoder().capacity(), 0U);
}

TEST(Limits, fields_do_not_depend_on_the_decoder_afterwards) {
  Decoding decode;
  ASSERT_EQ(decode("4001 61 01 31 be"), DecodeStatus::ok);
  Arena other;
  std::vector<Field> more;
  for (int i = 0; i < 300; ++i) {
    const std::string block = from_hex("4001 62 10") + std::string(16, static_cast<char>('a' + i % 26));
    ASSERT_EQ(decode.decoder.decode(as_octets(block), {}, other, more).status, DecodeStatus::ok);
    more.clear();
  }
  EXPECT_EQ(owned(decode.fields), (OwnedFields{{"a", "1"}, {"a", "1"}}));
}

}  // namespace
}  // namespace weft::hpack::test
