// RFC 7541 6 and 7: representations, and what must not be compressed.
#include <gtest/gtest.h>

#include "peer.hpp"

namespace weft::hpack::test {
namespace {

// RFC 7541 6.1: "The index value of 0 is not used. It MUST be treated as a decoding error if found in an indexed header
// field representation."
TEST(Section6_1, index_0_is_an_error) {
  EXPECT_EQ(status_of("80"), DecodeStatus::bad_index);
}

TEST(Section6_1, every_static_entry_can_be_referred_to) {
  for (int index = 1; index <= 61; ++index) {
    Decoding decode;
    EXPECT_EQ(decode.octets(std::string(1, static_cast<char>(0x80 | index))), DecodeStatus::ok);
    ASSERT_EQ(decode.fields.size(), 1U);
    EXPECT_FALSE(decode.fields[0].sensitive);
  }
}

TEST(Section6_2, names_by_index_are_names_of_both_tables) {
  Decoding decode;
  EXPECT_EQ(decode("4001 61 01 31  7e 01 32  0f 2f 01 33  44 01 34"), DecodeStatus::ok);
  EXPECT_EQ(owned(decode.fields), (OwnedFields{{"a", "1"}, {"a", "2"}, {"a", "3"}, {":path", "4"}}));
}

TEST(Section6_2, a_name_keeps_its_number_however_it_comes) {
  Decoding decode{Decoder([](std::string_view name) { return NameToken(name == "x" ? 99 : 0); })};
  EXPECT_EQ(decode("4001 78 01 31  be  7e 01 32  4007 3a6d 6574 686f 64 01 61 be 86"), DecodeStatus::ok);
  std::vector<NameToken> tokens;
  for (const Field& field : decode.fields) tokens.push_back(field.token);
  EXPECT_EQ(tokens, (std::vector<NameToken>{99, 99, 99, 2, 2, 6}));
}

// RFC 7541 6.2.3: "When a header field is represented as a literal header field never indexed, it MUST always be
// encoded with this specific literal representation. In particular, when a peer sends a header field that it received
// represented as a literal header field never indexed, it MUST use the same representation to forward this header
// field."
TEST(Section6_2_3, a_never_indexed_field_stays_so_on_the_next_hop) {
  Decoding first;
  const std::string block = from_hex("1008 7061 7373 776f 7264 0673 6563 7265 74");
  ASSERT_EQ(first.octets(block), DecodeStatus::ok);
  ASSERT_TRUE(first.fields.at(0).sensitive);

  Encoding forward;
  for (int i = 0; i < 3; ++i) {
    const std::string forwarded = forward(first.fields);
    EXPECT_EQ(forwarded.substr(0, 1), from_hex("10"));
    Decoding second;
    ASSERT_EQ(second.octets(forwarded), DecodeStatus::ok);
    EXPECT_TRUE(second.fields.at(0).sensitive);
  }
  EXPECT_EQ(forward.encoder.table().count(), 0U);
}

TEST(Section6_2_3, a_sensitive_field_is_a_literal_even_where_an_index_would_do) {
  Encoding encode;
  const Field open{"x-key", "value"};
  const Field sensitive{"x-key", "value", 0, true};
  ASSERT_EQ(encode({open}).substr(0, 1), from_hex("40"));
  EXPECT_EQ(to_hex(encode({open})), "be");
  EXPECT_EQ(to_hex(encode({sensitive})).substr(0, 4), "1f2f");
  EXPECT_EQ(to_hex(encode({{":method", "GET", 2, true}})), "1203474554");
}

TEST(Section6_3, a_size_above_the_limit_is_an_error) {
  EXPECT_EQ(status_of("3fe11f"), DecodeStatus::ok);              // 4096
  EXPECT_EQ(status_of("3fe21f"), DecodeStatus::bad_table_size);  // 4097
  EXPECT_EQ(status_of("3f e0ff ffff 07"), DecodeStatus::bad_table_size);
}

// RFC 7541 7.1.3: "an encoder might choose not to index values with low entropy."
TEST(Section7_1_3, secrets_are_never_indexed) {
  for (const Field& field :
       {Field{"authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}, Field{"proxy-authorization", "Bearer abcdefgh"},
        Field{"set-cookie", "id=0123456789abcdef0123456789abcdef"}, Field{"cookie", "id=0123456789"}}) {
    Encoding encode;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(encode({field})[0] & 0xf0, 0x10) << field.name;
    EXPECT_EQ(encode.encoder.table().count(), 0U) << field.name;
  }
}

TEST(Section7_1_3, a_long_cookie_is_indexed) {
  Encoding encode;
  const Field cookie{"cookie", "id=0123456789abcdef0123456789abcdef"};
  EXPECT_EQ(encode({cookie})[0] & 0xc0, 0x40);
  EXPECT_EQ(to_hex(encode({cookie})), "be");
}

}  // namespace
}  // namespace weft::hpack::test
