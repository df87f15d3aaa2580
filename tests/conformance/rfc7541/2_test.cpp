// RFC 7541 2 and 3: order, the index address space, processing.
#include <gtest/gtest.h>

#include "peer.hpp"

namespace weft::hpack::test {
namespace {

// RFC 7541 2.1: "A decoder MUST order header fields in the decoded header list according to their ordering in the
// header block."
TEST(Section2_1, order_is_kept_both_ways) {
  const OwnedFields fields = {{"b", "2"}, {":method", "GET"}, {"a", "1"}, {"b", "2"}, {"b", "1"}};
  Encoding encode;
  Decoding decode;
  for (int block = 0; block < 3; ++block) {
    ASSERT_EQ(decode.octets(encode(views(fields))), DecodeStatus::ok);
    EXPECT_EQ(owned(decode.fields), fields);
  }
}

// RFC 7541 2.3.2: "duplicate entries MUST NOT be treated as an error by a decoder."
TEST(Section2_3_2, duplicate_entries_are_no_error) {
  Decoding decode;
  EXPECT_EQ(decode("4001 61 01 31  4001 61 01 31  be bf"), DecodeStatus::ok);
  EXPECT_EQ(decode.decoder.table().count(), 2U);
  EXPECT_EQ(decode.fields.size(), 4U);
}

TEST(Section2_3_2, the_newest_entry_has_the_lowest_index) {
  Decoding decode;
  EXPECT_EQ(decode("4001 61 01 31  4001 62 01 32  be bf"), DecodeStatus::ok);
  EXPECT_EQ(owned(decode.fields), (OwnedFields{{"a", "1"}, {"b", "2"}, {"b", "2"}, {"a", "1"}}));
}

// RFC 7541 2.3.3: "Indices strictly greater than the sum of the lengths of both tables MUST be treated as a decoding
// error."
TEST(Section2_3_3, an_index_beyond_both_tables_is_an_error) {
  EXPECT_EQ(status_of("bd"), DecodeStatus::ok);
  EXPECT_EQ(status_of("be"), DecodeStatus::bad_index);
  EXPECT_EQ(status_of("4001 61 01 31  be"), DecodeStatus::ok);
  EXPECT_EQ(status_of("4001 61 01 31  bf"), DecodeStatus::bad_index);
  EXPECT_EQ(status_of("ff ff ff ff ff 06"), DecodeStatus::bad_index);
}

TEST(Section2_3_3, a_name_index_beyond_both_tables_is_an_error) {
  EXPECT_EQ(status_of("7e 01 31"), DecodeStatus::bad_index);     // with indexing
  EXPECT_EQ(status_of("0f 2f 01 31"), DecodeStatus::bad_index);  // without
  EXPECT_EQ(status_of("1f 2f 01 31"), DecodeStatus::bad_index);  // never
  EXPECT_EQ(status_of("0f 2e 01 31"), DecodeStatus::ok);
}

TEST(Section3_2, only_a_literal_with_indexing_changes_the_table) {
  Decoding decode;
  EXPECT_EQ(decode("82  0001 61 01 31  1001 61 01 31  0f 2e 01 31"), DecodeStatus::ok);
  EXPECT_EQ(decode.decoder.table().count(), 0U);
  EXPECT_EQ(decode.decoder.table().capacity(), 0U);
  EXPECT_EQ(decode("7d 01 31"), DecodeStatus::ok);
  EXPECT_EQ(decode.decoder.table().count(), 1U);
}

TEST(Section3_2, a_block_that_ends_inside_a_field_is_an_error) {
  const std::string block = from_hex("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572");
  for (std::size_t size = 1; size < block.size(); ++size)
    EXPECT_EQ(Decoding{Decoder()}.octets(block.substr(0, size)), DecodeStatus::truncated) << size;
  EXPECT_EQ(Decoding{Decoder()}.octets(block), DecodeStatus::ok);
  EXPECT_EQ(status_of("ff"), DecodeStatus::truncated);
  EXPECT_EQ(status_of("3f"), DecodeStatus::truncated);
}

TEST(Section3_2, an_empty_block_is_an_empty_list) {
  Decoding decode;
  EXPECT_EQ(decode(""), DecodeStatus::ok);
  EXPECT_TRUE(decode.fields.empty());
}

}  // namespace
}  // namespace weft::hpack::test
