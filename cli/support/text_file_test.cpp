#include <cli/support/text_file.hpp>

#include <unistd.h>

#include <gtest/gtest.h>

namespace weft::cli {
namespace {

TEST(TextFile, is_read_as_a_whole) {
  const std::string path = testing::TempDir() + std::to_string(::getpid()) + "weft_text_file";
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{65536}, std::size_t{200'000}}) {
    std::string content(size, '\0');
    for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<char>(i % 251);
    std::ofstream(path, std::ios::binary) << content;
    EXPECT_EQ(read_text(path), content);
  }
  ::unlink(path.c_str());
}

TEST(TextFile, that_cannot_be_read_is_none) {
  EXPECT_EQ(read_text("/no/such/file"), std::nullopt);
  EXPECT_EQ(read_text(testing::TempDir()), std::nullopt);
}

}  // namespace
}  // namespace weft::cli
