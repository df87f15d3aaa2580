#include <weft/frame/altsvc.hpp>

#include <gtest/gtest.h>

#include <weft/testkit/wire.hpp>

namespace weft::frame {
namespace {

using testkit::decoded;
using testkit::encoded;
using testkit::hex;

TEST(Altsvc, on_stream_0_names_its_origin) {
  const auto wire = hex("000009 0a 00 00000000 | 0003 612e62 | 68323d31");
  const auto frame = decoded<Altsvc>(wire);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->origin, "a.b");
  EXPECT_EQ(frame->value, "h2=1");
  EXPECT_EQ(encoded(*frame), wire);
}

TEST(Altsvc, on_a_stream_has_no_origin) {
  const auto wire = hex("000006 0a 00 00000005 | 0000 | 68323d31");
  const auto frame = decoded<Altsvc>(wire);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->stream, 5u);
  EXPECT_EQ(frame->origin, "");
  EXPECT_EQ(encoded(*frame), wire);
}

TEST(Altsvc, without_origin_on_stream_0_is_ignored) {
  EXPECT_FALSE(decoded<Altsvc>(hex("000006 0a 00 00000000 | 0000 | 68323d31")));
}

TEST(Altsvc, with_origin_on_a_stream_is_ignored) {
  EXPECT_FALSE(decoded<Altsvc>(hex("000005 0a 00 00000001 | 0003 612e62")));
}

TEST(Altsvc, that_ends_before_its_origin_does_is_ignored) {
  EXPECT_FALSE(decoded<Altsvc>(hex("000000 0a 00 00000000")));
  EXPECT_FALSE(decoded<Altsvc>(hex("000001 0a 00 00000000 | 00")));
  EXPECT_FALSE(decoded<Altsvc>(hex("000004 0a 00 00000000 | 0003 612e")));
}

}  // namespace
}  // namespace weft::frame
