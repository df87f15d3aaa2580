#include <weft/io/hash.hpp>

#include <gtest/gtest.h>

namespace weft::io {
namespace {

// RFC 1321 A.5, and FIPS 180-2 B.1.
TEST(Hash, is_that_of_its_standard) {
  EXPECT_EQ(hex_hash(Hash::md5, "abc"), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(hex_hash(Hash::sha256, "abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex_hash(Hash::md5, ""), "d41d8cd98f00b204e9800998ecf8427e");
}

TEST(Hash, of_chance_is_another_each_time) {
  EXPECT_EQ(random_hex(16).size(), 32u);
  EXPECT_NE(random_hex(16), random_hex(16));
}

}  // namespace
}  // namespace weft::io
