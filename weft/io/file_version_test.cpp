#include <weft/io/file_version.hpp>

#include <unistd.h>

#include <cstdio>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace weft::io {
namespace {

TEST(FileVersion, is_another_when_the_content_or_the_file_is) {
  const std::string path = fmt::format("{}{}weft_version", testing::TempDir(), ::getpid());
  const FileVersion none = version_of_file(path);
  std::ofstream(path) << "one";
  const FileVersion one = version_of_file(path);
  EXPECT_NE(one, none);
  EXPECT_EQ(version_of_file(path), one);
  std::ofstream(path) << "longer";
  const FileVersion longer = version_of_file(path);
  EXPECT_NE(longer, one);
  std::ofstream(path + ".new") << "longer";
  std::rename((path + ".new").c_str(), path.c_str());
  EXPECT_NE(version_of_file(path), longer);
  ::unlink(path.c_str());
  EXPECT_EQ(version_of_file(path), none);
  EXPECT_EQ(version_of_file(""), none);
}

}  // namespace
}  // namespace weft::io
