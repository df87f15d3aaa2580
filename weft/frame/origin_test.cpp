#include <weft/frame/origin.hpp>

#include <gtest/gtest.h>

#include <weft/testkit/wire.hpp>

namespace weft::frame {
namespace {

using testkit::decoded;
using testkit::encoded;
using testkit::hex;

TEST(Origin, lists_origins) {
  const auto wire = hex("00000a 0c 00 00000000 | 0003 612e62 | 0000 | 0001 63");
  const auto frame = decoded<Origin>(wire);
  ASSERT_TRUE(frame);
  const std::vector<std::string_view> seen(frame->origins.begin(), frame->origins.end());
  EXPECT_EQ(seen, (std::vector<std::string_view>{"a.b", "", "c"}));
  EXPECT_EQ(encoded(*frame), wire);
}

TEST(Origin, is_written_from_a_list) {
  Buffer out;
  const std::string_view list[] = {"a.b", "", "c"};
  encode_origins(list, out);
  EXPECT_EQ(testkit::bytes(out.readable()), hex("00000a 0c 00 00000000 | 0003 612e62 | 0000 | 0001 63"));
}

TEST(Origin, may_be_empty) {
  EXPECT_TRUE(decoded<Origin>(hex("000000 0c 00 00000000"))->origins.empty());
}

TEST(Origin, on_a_stream_is_ignored) {
  EXPECT_FALSE(decoded<Origin>(hex("000000 0c 00 00000001")));
}

TEST(Origin, with_one_of_the_first_four_flags_is_ignored) {
  EXPECT_FALSE(decoded<Origin>(hex("000000 0c 01 00000000")));
  EXPECT_FALSE(decoded<Origin>(hex("000000 0c 08 00000000")));
  EXPECT_TRUE(decoded<Origin>(hex("000000 0c f0 00000000")));
}

TEST(Origin, that_ends_inside_an_entry_is_ignored) {
  EXPECT_FALSE(decoded<Origin>(hex("000001 0c 00 00000000 | 00")));
  EXPECT_FALSE(decoded<Origin>(hex("000004 0c 00 00000000 | 0003 612e")));
}

}  // namespace
}  // namespace weft::frame
