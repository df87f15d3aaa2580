#include <weft/io/private_file.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include <weft/io/write_whole.hpp>

namespace weft::io {
namespace {

class PrivateFile : public testing::Test {
 protected:
  PrivateFile() { std::filesystem::create_directories(folder); }
  ~PrivateFile() override { std::filesystem::remove_all(folder); }

  static std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static unsigned mode_of(const std::string& path) {
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777u : 0;
  }

  const std::string folder = testing::TempDir() + std::to_string(::getpid()) + "weft_private_file";
  const std::string path = folder + "/file";
};

TEST_F(PrivateFile, is_for_its_owner_alone) {
  const Descriptor file = open_private(path);
  ASSERT_TRUE(file.valid());
  EXPECT_TRUE(write_whole(file.number(), "secret"));
  EXPECT_EQ(mode_of(path), 0600u);
  EXPECT_EQ(text_of(path), "secret");
}

TEST_F(PrivateFile, is_made_anew_where_others_may_read_what_stands_there) {
  std::ofstream(path) << "a longer text";
  ::chmod(path.c_str(), 0644);
  std::ifstream reader(path);
  const Descriptor file = open_private(path);
  ASSERT_TRUE(file.valid());
  EXPECT_TRUE(write_whole(file.number(), "secret"));
  EXPECT_EQ(mode_of(path), 0600u);
  EXPECT_EQ(text_of(path), "secret");
  // Somebody who had it open sees what was there.
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(reader), {}), "a longer text");
}

TEST_F(PrivateFile, is_no_link) {
  std::ofstream(folder + "/other") << "kept";
  std::filesystem::create_symlink(folder + "/other", path);
  EXPECT_FALSE(open_private(path).valid());
  EXPECT_EQ(errno, ELOOP);
  EXPECT_EQ(text_of(folder + "/other"), "kept");
}

TEST_F(PrivateFile, may_be_a_device_or_a_pipe_behind_a_link) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const Descriptor reader(ends[0]);
  const Descriptor writer(ends[1]);
  const Descriptor file = open_private("/dev/fd/" + std::to_string(writer.number()));
  ASSERT_TRUE(file.valid());
  EXPECT_TRUE(write_whole(file.number(), "x"));
  char octet = 0;
  EXPECT_EQ(::read(reader.number(), &octet, 1), 1);
  EXPECT_EQ(octet, 'x');
  const Descriptor full = open_private("/dev/full");
  ASSERT_TRUE(full.valid());
  EXPECT_FALSE(write_whole(full.number(), "x"));
  EXPECT_EQ(errno, ENOSPC);
  EXPECT_FALSE(open_private(folder).valid());
  EXPECT_EQ(errno, EISDIR);
  EXPECT_FALSE(open_private(folder + "/none/file").valid());
  EXPECT_EQ(errno, ENOENT);
}

}  // namespace
}  // namespace weft::io
