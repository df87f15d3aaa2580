#include <weft/server/handlers/root_directory.hpp>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
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

  std::errc error_of(const std::string& path) { return error_of(RootDirectory(folder_ / "root"), path); }
  static std::errc error_of(const RootDirectory& root, const std::string& path) {
    const auto file = root.open(path);
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

TEST_F(RootDirectoryTest, follows_an_absolute_link_to_what_is_inside) {
  const fs::path root = folder_ / "root";
  fs::create_symlink(root / "file", root / "absolute");
  fs::create_symlink(root / "absolute", root / "sub" / "twice");
  fs::create_symlink("absolute", root / "relative_then_absolute");
  fs::create_symlink(root / "sub" / ".." / "file", root / "by_dots");
  fs::create_symlink(root / ".." / "root" / "file", root / "out_and_in");
  fs::create_directory_symlink(root / "sub", root / "folder");
  fs::create_directory_symlink(root, root / "itself");
  for (const char* path : {"absolute", "sub/twice", "relative_then_absolute", "by_dots", "out_and_in", "folder/twice",
                           "folder", "folder/../file", "itself", "itself/file", "itself/itself/absolute"}) {
    EXPECT_EQ(error_of(path), std::errc{}) << path;
  }
}

TEST_F(RootDirectoryTest, follows_a_link_that_names_the_directory_in_another_way) {
  fs::create_directory_symlink("root", folder_ / "current");
  fs::create_directory_symlink(folder_ / "current", folder_ / "alias");
  fs::create_symlink(folder_ / "alias" / "file", folder_ / "root" / "link");
  EXPECT_EQ(error_of("link"), std::errc{});
  EXPECT_TRUE(RootDirectory(folder_ / "alias").open("link"));
}

TEST_F(RootDirectoryTest, never_leaves_by_a_link_that_begins_inside) {
  const fs::path root = folder_ / "root";
  fs::create_directories(folder_ / "root2");
  std::ofstream(folder_ / "root2" / "file") << "secret";
  fs::create_symlink(root / ".." / "secret", root / "by_dots");
  fs::create_symlink("../secret", root / "out");
  fs::create_symlink(root / "out", root / "twice");
  fs::create_directory_symlink(root / "sub" / ".." / "..", root / "up");
  fs::create_symlink(folder_ / "root2" / "file", root / "namesake");
  fs::create_symlink(folder_, root / "parent");
  fs::create_symlink(root / "circle", root / "circle");
  fs::create_symlink(root / "nothing", root / "dangling");
  for (const char* path : {"by_dots", "out", "twice", "up/secret", "up", "up/root2/file", "namesake", "parent",
                           "parent/secret", "parent/nothing", "dangling"}) {
    EXPECT_EQ(error_of(path), std::errc::cross_device_link) << path;
  }
  EXPECT_NE(error_of("circle"), std::errc{});
}

TEST_F(RootDirectoryTest, never_follows_a_magic_link) {
  const fs::path root = folder_ / "root";
  const io::Descriptor inside(::open((root / "file").c_str(), O_RDONLY | O_CLOEXEC));
  fs::create_symlink("/proc/self/fd/" + std::to_string(inside.number()), root / "descriptor");
  fs::create_symlink("/dev/fd/" + std::to_string(inside.number()), root / "device");
  fs::create_symlink("/proc/self/root" + (root / "file").string(), root / "other_root");
  fs::create_directory_symlink("/proc/self/cwd", root / "cwd");
  for (const char* path : {"descriptor", "device", "other_root", "cwd", "cwd/file"}) {
    EXPECT_EQ(error_of(path), std::errc::cross_device_link) << path;
  }
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
  const fs::path next = folder_ / "root" / "next";
  const auto inside = RootDirectory(folder_ / "root").open("file")->facts.st_ino;
  const fs::path targets[] = {"file", "../secret", folder_ / "root" / "file", folder_ / "secret"};
  std::atomic<bool> stop = false;
  std::thread swapper([&] {
    while (!stop) {
      for (const fs::path& target : targets) {
        fs::create_symlink(target, next);
        fs::rename(next, link);
      }
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

// The content of the file that is opened below `root`, or the error.
std::string read(const RootDirectory& root, const std::string& path) {
  const auto file = root.open(path);
  if (!file) return std::make_error_condition(file.error()).message();
  char text[100];
  const auto size = ::read(file->descriptor.number(), text, sizeof text);
  return {text, static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
}

class LookingUp : public RootDirectoryTest {
 protected:
  void make(const fs::path& directory, std::string_view text) {
    fs::create_directories(directory);
    std::ofstream(directory / "file") << text;
  }

  const fs::path path_ = folder_ / "root";
  Time now_{std::chrono::hours(1)};
};

TEST_F(LookingUp, is_done_once_a_second) {
  RootDirectory root(path_);
  EXPECT_FALSE(root.look_up(now_));
  fs::rename(path_, folder_ / "old");
  make(path_, "new");
  EXPECT_FALSE(root.look_up(now_ + std::chrono::milliseconds(999)));
  EXPECT_EQ(read(root, "file"), "file");
  EXPECT_TRUE(root.look_up(now_ + std::chrono::seconds(1)));
  EXPECT_EQ(read(root, "file"), "new");
  EXPECT_FALSE(root.look_up(now_ + std::chrono::seconds(2)));
}

TEST_F(LookingUp, finds_a_directory_that_was_removed_and_made_again) {
  RootDirectory root(path_);
  for (int i = 0; i < 10; ++i) {
    fs::remove_all(path_);
    make(path_, std::to_string(i));
    EXPECT_TRUE(root.look_up(now_ += std::chrono::seconds(1)));
    EXPECT_EQ(read(root, "file"), std::to_string(i));
  }
}

TEST_F(LookingUp, finds_where_a_link_leads_now) {
  make(folder_ / "v1", "one");
  make(folder_ / "v2", "two");
  fs::create_directory_symlink("v1", folder_ / "current");
  RootDirectory root(folder_ / "current");
  EXPECT_EQ(read(root, "file"), "one");
  fs::create_directory_symlink("v2", folder_ / "next");
  fs::rename(folder_ / "next", folder_ / "current");
  EXPECT_TRUE(root.look_up(now_));
  EXPECT_EQ(read(root, "file"), "two");
}

TEST_F(LookingUp, finds_nothing_while_the_directory_is_gone) {
  RootDirectory root(path_);
  fs::rename(path_, folder_ / "away");
  EXPECT_TRUE(root.look_up(now_));
  EXPECT_EQ(error_of(root, "file"), std::errc::no_such_file_or_directory);
  std::ofstream(path_) << "no directory";
  EXPECT_TRUE(root.look_up(now_ += std::chrono::seconds(1)));
  EXPECT_EQ(error_of(root, "file"), std::errc::not_a_directory);
  fs::remove(path_);
  fs::rename(folder_ / "away", path_);
  EXPECT_TRUE(root.look_up(now_ += std::chrono::seconds(1)));
  EXPECT_EQ(read(root, "file"), "file");
  EXPECT_FALSE(root.look_up(now_ += std::chrono::seconds(1)));
}

TEST_F(LookingUp, does_not_mind_what_changes_inside_or_a_move_there_and_back) {
  RootDirectory root(path_);
  fs::create_directories(path_ / "more");
  fs::rename(path_, folder_ / "away");
  fs::rename(folder_ / "away", path_);
  EXPECT_FALSE(root.look_up(now_));
}

TEST_F(LookingUp, means_the_same_path_in_another_working_directory) {
  const fs::path before = fs::current_path();
  fs::current_path(folder_);
  RootDirectory root("root");
  fs::current_path(before);
  EXPECT_FALSE(root.look_up(now_));
  EXPECT_EQ(read(root, "file"), "file");
}

TEST_F(LookingUp, is_what_another_thread_begins_with) {
  const RootDirectory root(path_);
  RootDirectory other = root.for_another_thread();
  EXPECT_EQ(error_of(other, "file"), std::errc::no_such_file_or_directory);
  other.look_up(now_);
  EXPECT_EQ(read(other, "file"), "file");
}

}  // namespace
}  // namespace weft::server
