#include <weft/frame/padding.hpp>

#include <gtest/gtest.h>

#include <weft/testkit/wire.hpp>

namespace weft::frame {
namespace {

using testkit::hex;

Header padded_header(std::size_t length) {
  return {static_cast<std::uint32_t>(length), Type::data, flag::padded, 1};
}

TEST(Padding, that_leaves_nothing_is_legal) {
  const auto payload = hex("02 0000");
  const auto unpadded = unpad(padded_header(3), payload);
  ASSERT_TRUE(unpadded);
  EXPECT_TRUE(unpadded->content.empty());
  EXPECT_EQ(unpadded->padding, 2);
}

TEST(Padding, as_long_as_the_payload_is_too_long) {
  EXPECT_EQ(unpad(padded_header(3), hex("03 0000")).error(), Fault::padding_too_long);
  EXPECT_EQ(unpad(padded_header(3), hex("ff 0000")).error(), Fault::padding_too_long);
  EXPECT_EQ(unpad(padded_header(1), hex("01")).error(), Fault::padding_too_long);
}

TEST(Padding, needs_its_length) {
  EXPECT_EQ(unpad(padded_header(0), {}).error(), Fault::pad_length_missing);
}

TEST(Padding, must_not_reach_into_mandatory_fields) {
  EXPECT_EQ(unpad(padded_header(4), hex("02 aa 0000"), 2).error(), Fault::padding_too_long);
  EXPECT_TRUE(unpad(padded_header(4), hex("01 aabb 00"), 2));
}

TEST(Padding, is_no_matter_without_its_flag) {
  const auto payload = hex("ff 01");
  const auto unpadded = unpad({2, Type::data, 0, 1}, payload);
  ASSERT_TRUE(unpadded);
  EXPECT_EQ(unpadded->content.size(), 2u);
  EXPECT_EQ(unpadded->padding, std::nullopt);
}

TEST(Padding, is_sent_as_zeros) {
  Buffer out;
  begin_padded(3, out);
  out.push_back(0xaa);
  end_padded(3, out);
  EXPECT_EQ(testkit::bytes(out.readable()), hex("03 aa 000000"));
  EXPECT_EQ(padding_size(3), 4u);
  EXPECT_EQ(padding_size(std::nullopt), 0u);
}

}  // namespace
}  // namespace weft::frame
