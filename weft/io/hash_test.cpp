#include <weft/io/hash.hpp>

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace weft::io {
namespace {

// RFC 1321 A.5, and FIPS 180-2 B.1.
TEST(Hash, is_that_of_its_standard) {
  EXPECT_EQ(hex_hash(Hash::md5, "abc"), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(hex_hash(Hash::sha256, "abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex_hash(Hash::md5, ""), "d41d8cd98f00b204e9800998ecf8427e");
}

TEST(Hash, may_be_of_octets_that_come_in_pieces) {
  RunningHash hash(Hash::sha256);
  EXPECT_EQ(hash.hex(), hex_hash(Hash::sha256, ""));
  hash.add("a");
  EXPECT_EQ(hash.hex(), hex_hash(Hash::sha256, "a"));
  hash.add("");
  hash.add("bc");
  EXPECT_EQ(hash.hex(), hex_hash(Hash::sha256, "abc"));
}

TEST(Hash, of_chance_is_another_each_time) {
  EXPECT_EQ(random_hex(16).size(), 32u);
  EXPECT_NE(random_hex(16), random_hex(16));
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random_hex(16));
  EXPECT_EQ(seen.size(), 1000u);
}

TEST(Hash, of_chance_may_be_long) {
  EXPECT_EQ(random_hex(0), "");
  const std::string text = random_hex(1300);
  EXPECT_EQ(text.size(), 2600u);
  EXPECT_NE(text.substr(0, 1024), text.substr(1024, 1024));
}

}  // namespace
}  // namespace weft::io
