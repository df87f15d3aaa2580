#include <weft/base/base64.hpp>

#include <gtest/gtest.h>

#include <array>
#include <utility>

namespace weft {
namespace {

// RFC 4648 10.
TEST(Base64, as_the_rfc_has_it) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> cases = {{{"", ""},
                                                                                   {"f", "Zg=="},
                                                                                   {"fo", "Zm8="},
                                                                                   {"foo", "Zm9v"},
                                                                                   {"foob", "Zm9vYg=="},
                                                                                   {"fooba", "Zm9vYmE="},
                                                                                   {"foobar", "Zm9vYmFy"}}};
  for (const auto& [octets, text] : cases) {
    EXPECT_EQ(base64(octets), text);
    EXPECT_EQ(from_base64(text), octets);
  }
}

TEST(Base64, all_octets_come_back) {
  std::string octets;
  for (int octet = 0; octet < 256; ++octet) octets += static_cast<char>(octet);
  EXPECT_EQ(from_base64(base64(octets)), octets);
}

TEST(Base64, other_text_is_none) {
  for (const char* text : {"Z", "Zg=", "Zg", "Z===", "=Zg=", "Zm9v Zg=", "Zg==Zg==", "Z_=="}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace weft
