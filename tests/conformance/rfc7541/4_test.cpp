// RFC 7541 4: the size of the dynamic table.
#include <gtest/gtest.h>

#include "peer.hpp"

namespace weft::hpack::test {
namespace {

// RFC 7541 4.1: "The size of an entry is the sum of its name's length in octets (as defined in Section 5.2), its
// value's length in octets, and 32."
TEST(Section4_1, an_entry_counts_its_decoded_lengths_and_32) {
  Decoding decode;
  EXPECT_EQ(decode("41 8c f1e3 c2e5 f23a 6ba0 ab90 f4ff"), DecodeStatus::ok);  // :authority www.example.com
  EXPECT_EQ(decode.decoder.table().size(), 10U + 15U + 32U);
}

// RFC 7541 4.2: "This dynamic table size update MUST occur at the beginning of the first header block following the
// change to the dynamic table size."
TEST(Section4_2, a_smaller_limit_must_be_answered_at_the_start_of_the_next_block) {
  Decoding silent;
  silent.decoder.set_max_table_size(100);
  EXPECT_EQ(silent("82"), DecodeStatus::missing_table_size);

  Decoding empty;
  empty.decoder.set_max_table_size(100);
  EXPECT_EQ(empty(""), DecodeStatus::missing_table_size);

  Decoding conformant;
  conformant.decoder.set_max_table_size(100);
  EXPECT_EQ(conformant("3f45 82"), DecodeStatus::ok);
  EXPECT_EQ(conformant.decoder.table().max_size(), 100U);
  EXPECT_EQ(conformant("82"), DecodeStatus::ok);
}

TEST(Section4_2, a_smaller_limit_may_be_undercut) {
  Decoding decode;
  decode.decoder.set_max_table_size(100);
  EXPECT_EQ(decode("20 82"), DecodeStatus::ok);
  EXPECT_EQ(decode.decoder.table().max_size(), 0U);
}

TEST(Section4_2, a_larger_limit_needs_no_answer) {
  Decoding decode;
  decode.decoder.set_max_table_size(8192);
  EXPECT_EQ(decode("82"), DecodeStatus::ok);
  EXPECT_EQ(decode.decoder.table().max_size(), 4096U);
  EXPECT_EQ(decode("3fe13f 82"), DecodeStatus::ok);
  EXPECT_EQ(decode.decoder.table().max_size(), 8192U);
}

TEST(Section4_2, a_limit_that_the_table_already_keeps_needs_no_answer) {
  Decoding decode;
  EXPECT_EQ(decode("20"), DecodeStatus::ok);
  decode.decoder.set_max_table_size(100);
  EXPECT_EQ(decode("82"), DecodeStatus::ok);
}

// RFC 7541 4.2: "the smallest maximum table size that occurs in that interval MUST be signaled in a dynamic table size
// update."
TEST(Section4_2, a_limit_that_went_down_and_up_must_be_answered_with_the_smallest) {
  Decoding decode;
  decode.decoder.set_max_table_size(100);
  decode.decoder.set_max_table_size(4096);
  EXPECT_EQ(decode("3fe11f 82"), DecodeStatus::missing_table_size);

  Decoding conformant;
  EXPECT_EQ(conformant("4001 61 01 31"), DecodeStatus::ok);
  conformant.decoder.set_max_table_size(10);
  conformant.decoder.set_max_table_size(4096);
  EXPECT_EQ(conformant("2a 3fe11f 82"), DecodeStatus::ok);
  EXPECT_EQ(conformant.decoder.table().max_size(), 4096U);
  EXPECT_EQ(conformant.decoder.table().count(), 0U);
}

// RFC 7541 4.2: "resulting in at most two dynamic table size updates."
TEST(Section4_2, a_third_update_is_an_error) {
  EXPECT_EQ(status_of("20 3fe11f 82"), DecodeStatus::ok);
  EXPECT_EQ(status_of("20 3fe11f 20 82"), DecodeStatus::bad_table_size);
}

TEST(Section4_2, an_update_behind_a_field_is_an_error) {
  EXPECT_EQ(status_of("82 20"), DecodeStatus::bad_table_size);
  EXPECT_EQ(status_of("20 82 20"), DecodeStatus::bad_table_size);
}

TEST(Section4_2, the_encoder_announces_a_smaller_table_once) {
  Encoding encode;
  encode.encoder.set_max_table_size(100);
  EXPECT_EQ(to_hex(encode({{":method", "GET"}})), "3f4582");
  EXPECT_EQ(to_hex(encode({{":method", "GET"}})), "82");
}

TEST(Section4_2, the_encoder_announces_the_smallest_and_the_final_size) {
  Encoding encode;
  encode.encoder.set_max_table_size(100);
  encode.encoder.set_max_table_size(10);
  encode.encoder.set_max_table_size(2000);
  EXPECT_EQ(to_hex(encode({{":method", "GET"}})), "2a3fb10f82");
  EXPECT_EQ(encode.encoder.table().max_size(), 2000U);

  encode.encoder.set_max_table_size(0);
  encode.encoder.set_max_table_size(2000);
  EXPECT_EQ(to_hex(encode({{":method", "GET"}})), "203fb10f82");
}

TEST(Section4_2, the_encoder_says_nothing_of_a_limit_that_changes_nothing) {
  Encoding encode;
  encode.encoder.set_max_table_size(8192);
  encode.encoder.set_max_table_size(4096);
  encode.encoder.set_max_table_size(0xffff'ffff);
  EXPECT_EQ(to_hex(encode({{":method", "GET"}})), "82");
  EXPECT_EQ(encode.encoder.table().max_size(), 4096U);
}

TEST(Section4_2, the_encoder_keeps_its_own_limit) {
  Encoding small{Encoder(256)};
  EXPECT_EQ(to_hex(small({{":method", "GET"}})), "3fe10182");
  EXPECT_EQ(small.encoder.table().max_size(), 256U);

  Encoding large{Encoder(65536)};
  EXPECT_EQ(to_hex(large({{":method", "GET"}})), "82");
  large.encoder.set_max_table_size(65536);
  EXPECT_EQ(to_hex(large({{":method", "GET"}})), "3fe1ff0382");
}

// RFC 7541 4.3
TEST(Section4_3, a_smaller_table_evicts_from_the_old_end) {
  Decoding decode;
  EXPECT_EQ(decode("4001 61 01 31  4001 62 01 32"), DecodeStatus::ok);
  EXPECT_EQ(decode("3f24 be"), DecodeStatus::ok);  // 67 octets: one entry of 34
  EXPECT_EQ(owned(decode.fields), (OwnedFields{{"b", "2"}}));
  EXPECT_EQ(decode("bf"), DecodeStatus::bad_index);
}

// RFC 7541 4.4: "an attempt to add an entry larger than the maximum size causes the table to be emptied of all existing
// entries and results in an empty table."
TEST(Section4_4, an_entry_larger_than_the_table_empties_it) {
  Decoding decode{Decoder(nullptr, 64)};
  EXPECT_EQ(decode("4001 61 01 31"), DecodeStatus::ok);
  EXPECT_EQ(decode.decoder.table().count(), 1U);
  EXPECT_EQ(decode.octets(from_hex("4001 62 20") + std::string(32, 'x')), DecodeStatus::ok);
  EXPECT_EQ(decode.fields.size(), 1U);
  EXPECT_EQ(decode.decoder.table().count(), 0U);
  EXPECT_EQ(decode.decoder.table().size(), 0U);
}

TEST(Section4_4, an_entry_of_exactly_the_table_s_size_stays) {
  Decoding decode{Decoder(nullptr, 64)};
  EXPECT_EQ(decode("4001 61 01 31"), DecodeStatus::ok);
  EXPECT_EQ(decode.octets(from_hex("4001 62 1f") + std::string(31, 'x')), DecodeStatus::ok);
  EXPECT_EQ(decode.decoder.table().count(), 1U);
  EXPECT_EQ(decode.decoder.table().size(), 64U);
}

// RFC 7541 4.4: "Implementations are cautioned to avoid deleting the referenced name if the referenced entry is evicted
// from the dynamic table prior to inserting the new entry."
TEST(Section4_4, a_new_entry_may_take_its_name_from_the_one_it_evicts) {
  Decoding decode{Decoder(nullptr, 64)};
  const std::string name = "a-name-of-20-octets!";
  EXPECT_EQ(decode.octets(from_hex("40 14") + name + from_hex("03 313131")), DecodeStatus::ok);
  for (int i = 0; i < 50; ++i) {
    const std::string value(static_cast<std::size_t>(i % 8), static_cast<char>('a' + i % 26));
    const std::string block = from_hex("7e") + std::string(1, static_cast<char>(value.size())) + value + from_hex("be");
    ASSERT_EQ(decode.octets(block), DecodeStatus::ok);
    ASSERT_EQ(owned(decode.fields), (OwnedFields{{name, value}, {name, value}}));
    ASSERT_EQ(decode.decoder.table().count(), 1U);
  }
}

TEST(Section4_4, so_it_may_where_the_field_itself_is_dropped) {
  Decoding decode{Decoder(nullptr, 64)};
  const std::string name = "a-name-of-20-octets!";
  ASSERT_EQ(decode.octets(from_hex("40 14") + name + from_hex("03 313131")), DecodeStatus::ok);
  decode.limits.soft_fields = 0;
  ASSERT_EQ(decode("7e 02 3232"), DecodeStatus::over_soft_limit);
  decode.limits = {};
  ASSERT_EQ(decode("be"), DecodeStatus::ok);
  EXPECT_EQ(owned(decode.fields), (OwnedFields{{name, "22"}}));
}

}  // namespace
}  // namespace weft::hpack::test
