#include <weft/server/written_file.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace weft::server {
namespace written_file_test {

class WrittenFiles : public testing::Test {
 protected:
  ~WrittenFiles() override { std::filesystem::remove(path); }

  std::string content() const {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::string path = testing::TempDir() + fmt::format("written_{}", ::getpid());
};

TEST_F(WrittenFiles, are_kept_when_they_are_whole) {
  WrittenFile file(path);
  file.write(as_octets("some "));
  file.write(as_octets("text"));
  file.keep();
  EXPECT_EQ(content(), "some text");
}

TEST_F(WrittenFiles, go_where_they_are_not_whole) {
  {
    WrittenFile(path).write(as_octets("some "));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(WrittenFiles, take_the_place_of_nothing) {
  std::ofstream(path) << "old";
  EXPECT_THROW(WrittenFile{path}, std::system_error);
  EXPECT_EQ(content(), "old");
  std::filesystem::remove(path);
  std::filesystem::create_symlink(path + "_elsewhere", path);
  EXPECT_THROW(WrittenFile{path}, std::system_error);
  EXPECT_FALSE(std::filesystem::exists(path + "_elsewhere"));
  EXPECT_THROW(WrittenFile("/nowhere/at/all"), std::system_error);
}

TEST_F(WrittenFiles, say_that_there_is_no_room) {
  io::Descriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  ASSERT_TRUE(full.valid());
  EXPECT_THROW(write_all(full, as_octets("x")), std::system_error);
}

}  // namespace written_file_test
}  // namespace weft::server
