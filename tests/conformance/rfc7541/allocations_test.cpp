// A steady connection allocates nothing per block, on either side.
#include <gtest/gtest.h>

#include <weft/testkit/allocations.hpp>

#include "peer.hpp"

namespace weft::hpack::test {
namespace {

std::vector<Field> response(std::string_view changing) {
  return {{":status", "200", 8},
          {"server", "weft", 54},
          {"date", changing, 33},
          {"content-type", "text/html; charset=utf-8", 31},
          {"content-length", changing, 28},
          {"x-request-id", changing},
          {"x-frame-options", "deny"}};
}

TEST(Allocations, a_repeated_block_allocates_nothing) {
  Encoder encoder;
  Decoder decoder;
  Arena arena;
  std::vector<Field> fields;
  Buffer out;
  const std::vector<Field> sent = response("Mon, 21 Oct 2013 20:13:21 GMT");
  const auto turn = [&] {
    out.clear();
    arena.clear();
    fields.clear();
    encoder.encode(sent, out);
    return decoder.decode(out.readable(), {}, arena, fields).status;
  };
  for (int i = 0; i < 10; ++i) ASSERT_EQ(turn(), DecodeStatus::ok);
  const std::size_t before = testkit::allocations();
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(turn(), DecodeStatus::ok);
  EXPECT_EQ(testkit::allocations(), before);
  EXPECT_EQ(fields, sent);
}

TEST(Allocations, a_full_table_that_turns_over_allocates_nothing) {
  Encoder encoder;
  Decoder decoder;
  Arena arena;
  std::vector<Field> fields;
  Buffer out;
  std::vector<std::string> values;
  // Each twice: the second sight inserts it.
  for (int i = 0; i < 1000; ++i) values.push_back("value number " + std::to_string(i / 2));
  std::vector<std::vector<Field>> lists;
  for (const std::string& value : values) lists.push_back(response(value));
  const auto turn = [&](const std::vector<Field>& sent) {
    out.clear();
    arena.clear();
    fields.clear();
    encoder.encode(sent, out);
    return decoder.decode(out.readable(), {}, arena, fields).status;
  };
  for (const auto& sent : lists) ASSERT_EQ(turn(sent), DecodeStatus::ok);
  const std::size_t before = testkit::allocations();
  for (const auto& sent : lists) ASSERT_EQ(turn(sent), DecodeStatus::ok);
  EXPECT_EQ(testkit::allocations(), before);
  EXPECT_GT(encoder.table().inserted(), 200U);
}

}  // namespace
}  // namespace weft::hpack::test
