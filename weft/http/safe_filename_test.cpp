#include <weft/http/safe_filename.hpp>

#include <gtest/gtest.h>

namespace weft::http {
namespace {

TEST(SafeFilename, is_the_last_part_of_a_path) {
  EXPECT_EQ(safe_filename("photo.jpg"), "photo.jpg");
  EXPECT_EQ(safe_filename("../../etc/passwd"), "passwd");
  EXPECT_EQ(safe_filename("C:\\fotos\\photo.jpg"), "photo.jpg");
  EXPECT_EQ(safe_filename("a/b\\c"), "c");
}

TEST(SafeFilename, is_never_special) {
  for (const auto* name : {"", ".", "..", "/", "a/", "...", " . ", "\\", "\x01\x7f", "\xff\xfe"}) {
    EXPECT_EQ(safe_filename(name), "file") << name;
  }
  EXPECT_EQ(safe_filename(".htaccess"), "htaccess");
  EXPECT_EQ(safe_filename("a. ."), "a");
}

TEST(SafeFilename, has_neither_controls_nor_what_is_no_character) {
  EXPECT_EQ(safe_filename(std::string_view("a\0b\r\n.txt", 9)), "ab.txt");
  EXPECT_EQ(safe_filename("a\xc0\xaf.txt"), "a.txt");
  EXPECT_EQ(safe_filename("a\xc2\x85.txt"), "a.txt");
  EXPECT_EQ(safe_filename("J\xc3\xbcrgen.txt"), "J\xc3\xbcrgen.txt");
}

TEST(SafeFilename, is_cut_between_characters) {
  EXPECT_EQ(safe_filename(std::string(300, 'x')), std::string(200, 'x'));
  EXPECT_EQ(safe_filename(std::string(199, 'x') + "\xc3\xbc"), std::string(199, 'x'));
}

}  // namespace
}  // namespace weft::http
