#include <cli/check/client/upload.hpp>

#include <filesystem>

#include <gtest/gtest.h>

namespace weft::cli::check {
namespace {

TEST(Upload, is_a_file_for_as_long_as_it_lives) {
  std::string path;
  {
    const Upload upload;
    path = upload.path();
    EXPECT_EQ(std::filesystem::file_size(path), Upload::size);
    EXPECT_NE(Upload().path(), path);
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace weft::cli::check
