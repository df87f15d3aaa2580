#include <weft/server/handlers/file_cache.hpp>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>

namespace weft::server {
namespace {

namespace fs = std::filesystem;

// Nothing more can be opened.
class NoDescriptors {
 public:
  NoDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit none{0, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

class FileCacheTest : public testing::Test {
 protected:
  FileCacheTest() { fs::create_directories(folder_); }
  ~FileCacheTest() override { fs::remove_all(folder_); }

  void write(const std::string& name, std::string_view text) { std::ofstream(folder_ / name) << text; }
  // Opens the file as if long after its last change.
  OpenFile open(const std::string& name) {
    OpenFile file = *RootDirectory(folder_).open(name);
    file.looked.tv_sec += 3600;
    return file;
  }
  LocalPtr<const FileContent> load(const std::string& name) { return FileContent::load(open(name), name, {1000, 0}); }

  static constexpr Duration trusted = std::chrono::seconds(1);
  fs::path folder_ = fs::temp_directory_path() / ("weft-cache-" + std::to_string(::getpid()));
  Time start_{std::chrono::seconds(1000)};
};

TEST_F(FileCacheTest, finds_what_was_kept_under_the_path_that_was_asked_for) {
  write("index.html", "hello");
  const RootDirectory root(folder_);
  FileCache cache(root, 100, trusted);
  EXPECT_EQ(cache.find("", start_), nullptr);
  cache.keep("", "index.html", load("index.html"), start_);
  EXPECT_EQ(as_text(cache.find("", start_)->octets()), "hello");
  EXPECT_NE(cache.find("", start_ + std::chrono::seconds(5)), nullptr);
}

TEST_F(FileCacheTest, looks_again_after_a_second_and_drops_what_has_changed) {
  write("a", "one");
  const RootDirectory root(folder_);
  FileCache cache(root, 100, trusted);
  cache.keep("a", "a", load("a"), start_);
  write("a", "three");
  EXPECT_NE(cache.find("a", start_ + trusted - std::chrono::nanoseconds(1)), nullptr);
  EXPECT_EQ(cache.find("a", start_ + trusted), nullptr);
  EXPECT_EQ(cache.size(), 0u);
}

TEST_F(FileCacheTest, looks_every_time_where_nothing_is_trusted) {
  write("a", "one");
  const RootDirectory root(folder_);
  FileCache cache(root, 100, Duration::zero());
  cache.keep("a", "a", load("a"), start_);
  EXPECT_NE(cache.find("a", start_), nullptr);
  write("a", "three");
  EXPECT_EQ(cache.find("a", start_), nullptr);
}

TEST_F(FileCacheTest, keeps_a_file_that_lacks_a_descriptor_to_be_looked_at) {
  write("a", "one");
  const RootDirectory root(folder_);
  FileCache cache(root, 100, trusted);
  cache.keep("a", "a", load("a"), start_);
  write("a", "three");
  {
    const NoDescriptors none;
    EXPECT_EQ(as_text(cache.find("a", start_ + trusted)->octets()), "one");
  }
  EXPECT_EQ(cache.find("a", start_ + trusted), nullptr);
}

TEST_F(FileCacheTest, drops_a_file_that_is_gone) {
  write("a", "one");
  const RootDirectory root(folder_);
  FileCache cache(root, 100, trusted);
  cache.keep("a", "a", load("a"), start_);
  fs::remove(folder_ / "a");
  EXPECT_EQ(cache.find("a", start_ + trusted), nullptr);
}

TEST_F(FileCacheTest, drops_the_least_recently_used_beyond_its_capacity) {
  for (const char* name : {"a", "b", "c", "huge"}) write(name, name[1] ? std::string(101, 'x') : std::string(40, 'x'));
  const RootDirectory root(folder_);
  FileCache cache(root, 100, trusted);
  cache.keep("a", "a", load("a"), start_);
  cache.keep("b", "b", load("b"), start_);
  EXPECT_NE(cache.find("a", start_), nullptr);
  cache.keep("c", "c", load("c"), start_);
  EXPECT_NE(cache.find("a", start_), nullptr);
  EXPECT_EQ(cache.find("b", start_), nullptr);
  EXPECT_NE(cache.find("c", start_), nullptr);
  EXPECT_EQ(cache.size(), 80u);
  cache.keep("huge", "huge", load("huge"), start_);
  EXPECT_EQ(cache.find("huge", start_), nullptr);
  EXPECT_EQ(cache.size(), 80u);
}

TEST_F(FileCacheTest, keeping_again_replaces) {
  write("a", "one");
  const RootDirectory root(folder_);
  FileCache cache(root, 100, trusted);
  cache.keep("a", "a", load("a"), start_);
  write("a", "three");
  cache.keep("a", "a", load("a"), start_);
  EXPECT_EQ(as_text(cache.find("a", start_)->octets()), "three");
  EXPECT_EQ(cache.size(), 5u);
}

// Two changes within one tick of the clock leave the same facts.
TEST_F(FileCacheTest, drops_what_was_read_in_the_tick_of_its_change) {
  write("a", "one");
  const RootDirectory root(folder_);
  FileCache cache(root, 100, trusted);
  OpenFile fresh = open("a");
  fresh.looked = fresh.facts.st_ctim;
  cache.keep("a", "a", FileContent::load(std::move(fresh), "a", {1000, 0}), start_);
  EXPECT_NE(cache.find("a", start_), nullptr);
  EXPECT_EQ(cache.find("a", start_ + trusted), nullptr);
}

TEST_F(FileCacheTest, forgets_all_when_it_is_cleared) {
  write("a", "one");
  write("b", "two");
  const RootDirectory root(folder_);
  FileCache cache(root, 100, trusted);
  for (const char* name : {"a", "b"}) cache.keep(name, name, load(name), start_);
  cache.clear();
  EXPECT_EQ(cache.size(), 0u);
  EXPECT_EQ(cache.find("a", start_), nullptr);
  EXPECT_EQ(cache.find("b", start_), nullptr);
  cache.keep("a", "a", load("a"), start_);
  EXPECT_NE(cache.find("a", start_), nullptr);
}

TEST_F(FileCacheTest, what_it_drops_holds_no_memory_for_those_who_still_read_it) {
  write("a", "one");
  const RootDirectory root(folder_);
  FileCache cache(root, 100, trusted);
  const auto content = FileContent::load(open("a"), "a", {0, 100});
  cache.keep("a", "a", content, start_);
  std::array<std::uint8_t, 3> room{};
  for (int i = 0; i < 2; ++i) ASSERT_EQ(content->read(0, room), 3u);
  write("a", "three");
  ASSERT_EQ(content->read(0, room), 3u);
  EXPECT_EQ(as_text(room), "one");
  EXPECT_EQ(cache.find("a", start_ + trusted), nullptr);
  ASSERT_EQ(content->read(0, room), 3u);
  EXPECT_EQ(as_text(room), "thr");
}

}  // namespace
}  // namespace weft::server
