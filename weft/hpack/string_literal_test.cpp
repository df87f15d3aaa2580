#include <weft/hpack/string_literal.hpp>

#include <array>

#include <gtest/gtest.h>

namespace weft::hpack {
namespace {

class StringLiteralTest : public ::testing::Test {
 protected:
  // RFC 7541 C.4.1: "www.example.com"
  std::array<std::uint8_t, 12> example{0xf1, 0xe3, 0xc2, 0xe5, 0xf2, 0x3a, 0x6b, 0xa0, 0xab, 0x90, 0xf4, 0xff};
  Arena arena;
  std::string_view text;
};

TEST_F(StringLiteralTest, is_copied_where_it_is_plain) {
  const StringLiteral literal{as_octets("custom-key")};
  EXPECT_EQ(literal.bound(), 10u);
  EXPECT_EQ(literal.size(), 10u);
  ASSERT_TRUE(literal.store(arena, text));
  EXPECT_EQ(text, "custom-key");
  EXPECT_NE(text.data(), as_text(literal.octets).data());
}

TEST_F(StringLiteralTest, is_decoded_where_it_is_huffman) {
  const StringLiteral literal{example, true};
  EXPECT_GE(literal.bound(), 15u);
  EXPECT_EQ(literal.size(), 15u);
  ASSERT_TRUE(literal.store(arena, text));
  EXPECT_EQ(text, "www.example.com");
}

// RFC 7541 5.2: "A padding not corresponding to the most significant bits of the code for the EOS symbol MUST be
// treated as a decoding error."
TEST_F(StringLiteralTest, is_nothing_where_it_breaks_the_code) {
  example.back() = 0xfe;
  const StringLiteral literal{example, true};
  EXPECT_EQ(literal.size(), std::nullopt);
  EXPECT_FALSE(literal.store(arena, text));
}

}  // namespace
}  // namespace weft::hpack
