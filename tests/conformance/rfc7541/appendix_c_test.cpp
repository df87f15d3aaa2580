// RFC 7541 Appendix C: every example, with the dynamic table that it leaves.
#include <gtest/gtest.h>

#include <weft/base/arena.hpp>
#include <weft/base/buffer.hpp>
#include <weft/hpack/decoder.hpp>
#include <weft/hpack/integer.hpp>

#include "octets.hpp"
#include "stories.hpp"

namespace weft::hpack::test {
namespace {

struct TableEntry {
  std::size_t size;
  OwnedField field;
};

struct Example {
  std::string section;
  std::string wire;
  OwnedFields fields;
  std::vector<TableEntry> table;  // the newest first
  std::size_t table_size;
};

// One context: the table goes on from example to example.
void expect_examples(std::size_t max_table_size, const std::vector<Example>& examples) {
  Decoder decoder(nullptr, max_table_size);
  for (const Example& example : examples) {
    SCOPED_TRACE(example.section);
    Arena arena;
    std::vector<Field> fields;
    const std::string wire = from_hex(example.wire);
    const auto outcome = decoder.decode(as_octets(wire), {}, arena, fields);
    ASSERT_EQ(outcome.status, DecodeStatus::ok);
    EXPECT_EQ(outcome.fields, example.fields.size());
    EXPECT_EQ(owned(fields), example.fields);
    const DynamicTable& table = decoder.table();
    ASSERT_EQ(table.count(), example.table.size());
    EXPECT_EQ(table.size(), example.table_size);
    for (std::uint32_t i = 0; i < table.count(); ++i) {
      EXPECT_EQ(OwnedField(table[i].name, table[i].value), example.table[i].field);
      EXPECT_EQ(table.entry_size(i), example.table[i].size);
    }
  }
}

std::string encoded_integer(unsigned prefix, std::uint32_t value) {
  std::uint8_t out[integer_room] = {};
  return std::string(as_text({out, static_cast<std::size_t>(encode_integer(out, 0, prefix, value) - out)}));
}

TEST(AppendixC1, integers) {
  EXPECT_EQ(to_hex(encoded_integer(5, 10)), "0a");
  EXPECT_EQ(to_hex(encoded_integer(5, 1337)), "1f9a0a");
  EXPECT_EQ(to_hex(encoded_integer(8, 42)), "2a");
  for (const auto& [hex, prefix, expected] :
       {std::tuple{"0a", 5U, 10U}, std::tuple{"1f9a0a", 5U, 1337U}, std::tuple{"2a", 8U, 42U}}) {
    const std::string octets = from_hex(hex);
    const std::uint8_t* p = as_octets(octets).data();
    std::uint32_t value = 0;
    EXPECT_EQ(decode_integer(p, p + octets.size(), prefix, value), IntegerError::none);
    EXPECT_EQ(value, expected);
  }
}

TEST(AppendixC2, literal_with_indexing) {
  expect_examples(4096, {{"C.2.1",
                          "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 "
                          "746f 6d2d 6865 6164 6572 ",
                          {{"custom-key", "custom-header"}},
                          {{55, {"custom-key", "custom-header"}}},
                          55}});
}

TEST(AppendixC2, literal_without_indexing) {
  expect_examples(4096, {{"C.2.2", "040c 2f73 616d 706c 652f 7061 7468 ", {{":path", "/sample/path"}}, {}, 0}});
}

TEST(AppendixC2, literal_never_indexed) {
  expect_examples(4096, {{"C.2.3",
                          "1008 7061 7373 776f 7264 0673 6563 7265 "
                          "74 ",
                          {{"password", "secret"}},
                          {},
                          0}});
}

TEST(AppendixC2, indexed_field) {
  expect_examples(4096, {{"C.2.4", "82 ", {{":method", "GET"}}, {}, 0}});
}

TEST(AppendixC3, requests_without_huffman_coding) {
  expect_examples(4096, {{"C.3.1",
                          "8286 8441 0f77 7777 2e65 7861 6d70 6c65 "
                          "2e63 6f6d ",
                          {{":method", "GET"}, {":scheme", "http"}, {":path", "/"}, {":authority", "www.example.com"}},
                          {{57, {":authority", "www.example.com"}}},
                          57},
                         {"C.3.2",
                          "8286 84be 5808 6e6f 2d63 6163 6865 ",
                          {{":method", "GET"},
                           {":scheme", "http"},
                           {":path", "/"},
                           {":authority", "www.example.com"},
                           {"cache-control", "no-cache"}},
                          {{53, {"cache-control", "no-cache"}}, {57, {":authority", "www.example.com"}}},
                          110},
                         {"C.3.3",
                          "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 "
                          "0c63 7573 746f 6d2d 7661 6c75 65 ",
                          {{":method", "GET"},
                           {":scheme", "https"},
                           {":path", "/index.html"},
                           {":authority", "www.example.com"},
                           {"custom-key", "custom-value"}},
                          {{54, {"custom-key", "custom-value"}},
                           {53, {"cache-control", "no-cache"}},
                           {57, {":authority", "www.example.com"}}},
                          164}});
}

TEST(AppendixC4, requests_with_huffman_coding) {
  expect_examples(4096, {{"C.4.1",
                          "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 "
                          "ff ",
                          {{":method", "GET"}, {":scheme", "http"}, {":path", "/"}, {":authority", "www.example.com"}},
                          {{57, {":authority", "www.example.com"}}},
                          57},
                         {"C.4.2",
                          "8286 84be 5886 a8eb 1064 9cbf ",
                          {{":method", "GET"},
                           {":scheme", "http"},
                           {":path", "/"},
                           {":authority", "www.example.com"},
                           {"cache-control", "no-cache"}},
                          {{53, {"cache-control", "no-cache"}}, {57, {":authority", "www.example.com"}}},
                          110},
                         {"C.4.3",
                          "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 "
                          "a849 e95b b8e8 b4bf ",
                          {{":method", "GET"},
                           {":scheme", "https"},
                           {":path", "/index.html"},
                           {":authority", "www.example.com"},
                           {"custom-key", "custom-value"}},
                          {{54, {"custom-key", "custom-value"}},
                           {53, {"cache-control", "no-cache"}},
                           {57, {":authority", "www.example.com"}}},
                          164}});
}

TEST(AppendixC5, responses_without_huffman_coding) {
  expect_examples(256, {{"C.5.1",
                         "4803 3330 3258 0770 7269 7661 7465 611d "
                         "4d6f 6e2c 2032 3120 4f63 7420 3230 3133 "
                         "2032 303a 3133 3a32 3120 474d 546e 1768 "
                         "7474 7073 3a2f 2f77 7777 2e65 7861 6d70 "
                         "6c65 2e63 6f6d ",
                         {{":status", "302"},
                          {"cache-control", "private"},
                          {"date", "Mon, 21 Oct 2013 20:13:21 GMT"},
                          {"location", "https://www.example.com"}},
                         {{63, {"location", "https://www.example.com"}},
                          {65, {"date", "Mon, 21 Oct 2013 20:13:21 GMT"}},
                          {52, {"cache-control", "private"}},
                          {42, {":status", "302"}}},
                         222},
                        {"C.5.2",
                         "4803 3330 37c1 c0bf ",
                         {{":status", "307"},
                          {"cache-control", "private"},
                          {"date", "Mon, 21 Oct 2013 20:13:21 GMT"},
                          {"location", "https://www.example.com"}},
                         {{42, {":status", "307"}},
                          {63, {"location", "https://www.example.com"}},
                          {65, {"date", "Mon, 21 Oct 2013 20:13:21 GMT"}},
                          {52, {"cache-control", "private"}}},
                         222},
                        {"C.5.3",
                         "88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 "
                         "3230 3133 2032 303a 3133 3a32 3220 474d "
                         "54c0 5a04 677a 6970 7738 666f 6f3d 4153 "
                         "444a 4b48 514b 425a 584f 5157 454f 5049 "
                         "5541 5851 5745 4f49 553b 206d 6178 2d61 "
                         "6765 3d33 3630 303b 2076 6572 7369 6f6e "
                         "3d31 ",
                         {{":status", "200"},
                          {"cache-control", "private"},
                          {"date", "Mon, 21 Oct 2013 20:13:22 GMT"},
                          {"location", "https://www.example.com"},
                          {"content-encoding", "gzip"},
                          {"set-cookie", "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"}},
                         {{98, {"set-cookie", "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"}},
                          {52, {"content-encoding", "gzip"}},
                          {65, {"date", "Mon, 21 Oct 2013 20:13:22 GMT"}}},
                         215}});
}

TEST(AppendixC6, responses_with_huffman_coding) {
  expect_examples(256, {{"C.6.1",
                         "4882 6402 5885 aec3 771a 4b61 96d0 7abe "
                         "9410 54d4 44a8 2005 9504 0b81 66e0 82a6 "
                         "2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 "
                         "e9ae 82ae 43d3 ",
                         {{":status", "302"},
                          {"cache-control", "private"},
                          {"date", "Mon, 21 Oct 2013 20:13:21 GMT"},
                          {"location", "https://www.example.com"}},
                         {{63, {"location", "https://www.example.com"}},
                          {65, {"date", "Mon, 21 Oct 2013 20:13:21 GMT"}},
                          {52, {"cache-control", "private"}},
                          {42, {":status", "302"}}},
                         222},
                        {"C.6.2",
                         "4883 640e ffc1 c0bf ",
                         {{":status", "307"},
                          {"cache-control", "private"},
                          {"date", "Mon, 21 Oct 2013 20:13:21 GMT"},
                          {"location", "https://www.example.com"}},
                         {{42, {":status", "307"}},
                          {63, {"location", "https://www.example.com"}},
                          {65, {"date", "Mon, 21 Oct 2013 20:13:21 GMT"}},
                          {52, {"cache-control", "private"}}},
                         222},
                        {"C.6.3",
                         "88c1 6196 d07a be94 1054 d444 a820 0595 "
                         "040b 8166 e084 a62d 1bff c05a 839b d9ab "
                         "77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b "
                         "3960 d5af 2708 7f36 72c1 ab27 0fb5 291f "
                         "9587 3160 65c0 03ed 4ee5 b106 3d50 07 ",
                         {{":status", "200"},
                          {"cache-control", "private"},
                          {"date", "Mon, 21 Oct 2013 20:13:22 GMT"},
                          {"location", "https://www.example.com"},
                          {"content-encoding", "gzip"},
                          {"set-cookie", "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"}},
                         {{98, {"set-cookie", "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"}},
                          {52, {"content-encoding", "gzip"}},
                          {65, {"date", "Mon, 21 Oct 2013 20:13:22 GMT"}}},
                         215}});
}

}  // namespace
}  // namespace weft::hpack::test
