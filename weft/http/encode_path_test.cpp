#include <weft/http/encode_path.hpp>

#include <gtest/gtest.h>

#include <weft/http/target.hpp>

namespace weft::http {
namespace {

std::string encoded(std::string_view path) {
  std::string out;
  encode_path(path, out);
  return out;
}

TEST(EncodePath, leaves_what_may_stand_in_a_path) {
  EXPECT_EQ(encoded("/a-b._~/c:d@e"), "/a-b._~/c:d@e");
}

TEST(EncodePath, escapes_the_rest) {
  EXPECT_EQ(encoded("/a b?c#d%e\r\n\xc3\xa9"), "/a%20b%3Fc%23d%25e%0D%0A%C3%A9");
}

TEST(EncodePath, what_it_makes_decodes_to_what_it_was) {
  for (int octet = 1; octet < 256; ++octet) {
    const std::string path = std::string("/x") + static_cast<char>(octet) + "y";
    Arena arena;
    EXPECT_EQ(decode_path(encoded(path), arena), path) << octet;
  }
}

}  // namespace
}  // namespace weft::http
