#include <weft/server/log/log_rotation.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::server {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using testing::ElementsAre;

class Rotated : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "weft_rotation_XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  std::string path() const { return folder / "access.log"; }
  void write(const std::string& name, std::string_view text = "text") const {
    std::ofstream(folder / name, std::ios::app) << text;
  }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& each : std::filesystem::directory_iterator(folder)) all.push_back(each.path().filename());
    std::ranges::sort(all);
    return all;
  }

  // 1994-11-06 08:49:37.400
  static constexpr RotatedFile::WallTime now{milliseconds(784'111'777'400)};
  std::filesystem::path folder;
};

TEST_F(Rotated, is_due_before_it_has_more_octets_than_it_may) {
  RotatedFile file(path(), {.size = 10});
  EXPECT_FALSE(file.is_due(11, now));
  file.wrote(6, now);
  EXPECT_EQ(file.room(), 4U);
  EXPECT_FALSE(file.is_due(4, now));
  EXPECT_TRUE(file.is_due(5, now));
}

TEST_F(Rotated, counts_what_was_there_before) {
  write("access.log", "12345678");
  const RotatedFile file(path(), {.size = 10});
  EXPECT_EQ(file.room(), 2U);
  EXPECT_TRUE(file.is_due(3, now));
}

TEST_F(Rotated, is_due_when_another_period_has_come) {
  RotatedFile file(path(), {.age = hours(24)});
  EXPECT_FALSE(file.is_due(1, now));
  file.wrote(6, now);
  EXPECT_FALSE(file.is_due(1, now + hours(15)));
  EXPECT_TRUE(file.is_due(1, now + hours(16)));
}

TEST_F(Rotated, is_as_old_as_its_last_line_was_before) {
  write("access.log");
  const timespec old[2] = {{784'111'777, 0}, {784'111'777, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, path().c_str(), old, 0), 0);
  const RotatedFile file(path(), {.age = hours(24)});
  EXPECT_FALSE(file.is_due(1, now));
  EXPECT_TRUE(file.is_due(1, now + hours(24)));
}

TEST_F(Rotated, is_moved_to_a_name_with_the_time_that_nothing_has) {
  write("access.log");
  write("access.log.19941106T084937.400Z", "there");
  RotatedFile file(path(), {.size = 1});
  EXPECT_FALSE(file.move_away(now));
  EXPECT_THAT(names(), ElementsAre("access.log.19941106T084937.400Z", "access.log.19941106T084937.401Z"));
}

TEST_F(Rotated, keeps_the_newest_and_touches_no_other_file) {
  for (const char* other : {"access.log.1", "access.log.gz", "access.log.19941106T084937.400Z.gz", "other"})
    write(other);
  RotatedFile file(path(), {.size = 1, .keep = 2});
  for (int i = 0; i < 4; ++i) {
    write("access.log");
    EXPECT_FALSE(file.move_away(now + milliseconds(i)));
  }
  EXPECT_THAT(names(),
              ElementsAre("access.log.1", "access.log.19941106T084937.400Z.gz", "access.log.19941106T084937.402Z",
                          "access.log.19941106T084937.403Z", "access.log.gz", "other"));
}

TEST_F(Rotated, keeps_all_where_that_is_asked_for) {
  RotatedFile file(path(), {.size = 1, .keep = 0});
  for (int i = 0; i < 20; ++i) {
    write("access.log");
    EXPECT_FALSE(file.move_away(now));
  }
  EXPECT_EQ(names().size(), 20U);
}

TEST_F(Rotated, stays_where_it_cannot_be_moved_until_it_has_grown_once_more) {
  RotatedFile file(path(), {.size = 10});
  file.wrote(9, now);
  EXPECT_TRUE(file.is_due(2, now));
  EXPECT_EQ(file.move_away(now), std::errc::no_such_file_or_directory);
  EXPECT_FALSE(file.is_due(2, now));
  file.wrote(9, now);
  EXPECT_TRUE(file.is_due(2, now));
}

TEST_F(Rotated, is_neither_a_pipe_nor_a_device) {
  ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
  RotatedFile file(path(), {.size = 1});
  file.wrote(5, now);
  EXPECT_EQ(file.move_away(now), std::errc::not_supported);
  EXPECT_THAT(names(), ElementsAre("access.log"));
  EXPECT_FALSE(file.is_due(1, now));
}

}  // namespace
}  // namespace weft::server
