#include <weft/server/handlers/root_directory.hpp>

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

namespace weft::server {
namespace {

namespace fs = std::filesystem;

class RootDirectoryTest : public testing::Test {
 protected:
  RootDirectoryTest() {
    fs::create_directories(folder_ / "root" / "sub");
    std::ofstream(folder_ / "secret") << "secret";
    std::ofstream(folder_ / "root" / "file") << "file";
  }
  ~RootDirectoryTest() override { fs::remove_all(folder_); }

  std::errc error_of(const std::string& path) {
    const auto file = RootDirectory(folder_ / "root").open(path);
    return file ? std::errc{} : file.error();
  }

  fs::path folder_ = fs::temp_directory_path() / ("weft-root-" + std::to_string(::getpid()));
};

TEST_F(RootDirectoryTest, names_the_path_that_is_not_there) {
  try {
    RootDirectory root(folder_ / "nothing");
    FAIL() << "no exception";
  } catch (const std::system_error& error) {
    EXPECT_NE(std::string(error.what()).find("nothing"), std::string::npos);
    EXPECT_EQ(error.code(), std::errc::no_such_file_or_directory);
  }
}

TEST_F(RootDirectoryTest, opens_what_is_inside) {
  EXPECT_EQ(error_of("file"), std::errc{});
  EXPECT_EQ(error_of("sub/../file"), std::errc{});
  EXPECT_EQ(error_of("nothing"), std::errc::no_such_file_or_directory);
}

TEST_F(RootDirectoryTest, never_leaves_by_path_or_link) {
  fs::create_symlink("../secret", folder_ / "root" / "relative");
  fs::create_symlink(folder_ / "secret", folder_ / "root" / "absolute");
  fs::create_directory_symlink("..", folder_ / "root" / "up");
  for (const char* path : {"../secret", "relative", "absolute", "up/secret", "sub/../../secret", "/etc/passwd"}) {
    EXPECT_EQ(error_of(path), std::errc::cross_device_link) << path;
  }
}

TEST_F(RootDirectoryTest, follows_links_that_stay_inside) {
  fs::create_symlink("../file", folder_ / "root" / "sub" / "link");
  EXPECT_EQ(error_of("sub/link"), std::errc{});
}

TEST_F(RootDirectoryTest, does_not_block_on_a_fifo) {
  ASSERT_EQ(::mkfifo((folder_ / "root" / "fifo").c_str(), 0600), 0);
  const auto file = RootDirectory(folder_ / "root").open("fifo");
  ASSERT_TRUE(file);
  EXPECT_TRUE(S_ISFIFO(file->facts.st_mode));
}

// A link that is swapped while it is opened leads inside or nowhere.
TEST_F(RootDirectoryTest, a_link_swapped_meanwhile_never_leads_out) {
  const fs::path link = folder_ / "root" / "swapped";
  const fs::path in = folder_ / "root" / "in", out = folder_ / "root" / "out";
  const auto inside = RootDirectory(folder_ / "root").open("file")->facts.st_ino;
  std::atomic<bool> stop = false;
  std::thread swapper([&] {
    while (!stop) {
      fs::create_symlink("file", in);
      fs::rename(in, link);
      fs::create_symlink("../secret", out);
      fs::rename(out, link);
    }
  });
  const RootDirectory root(folder_ / "root");
  for (int i = 0; i < 10'000; ++i) {
    const auto file = root.open("swapped");
    if (!file) continue;
    EXPECT_EQ(file->facts.st_ino, inside);
  }
  stop = true;
  swapper.join();
}

}  // namespace
}  // namespace weft::server
