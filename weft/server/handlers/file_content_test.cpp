#include <weft/server/handlers/file_content.hpp>

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>

namespace weft::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t piece = FileContent::piece_size;

// A file of two pieces and a bit, whose octets are all `letter`.
class FileContentTest : public testing::Test {
 protected:
  static constexpr std::size_t size = 2 * piece + 100;

  FileContentTest() {
    fs::create_directories(folder_);
    write('a');
  }
  ~FileContentTest() override { fs::remove_all(folder_); }

  void write(char letter) { std::ofstream(folder_ / "file") << std::string(size, letter); }
  // Another version, whatever the clock of the file system says.
  void write_longer(char letter) { std::ofstream(folder_ / "file") << std::string(size + 1, letter); }

  // Opens the file as if long after its last change.
  OpenFile open() {
    OpenFile file = *RootDirectory(folder_).open("file");
    file.looked.tv_sec += 3600;
    return file;
  }
  LocalPtr<const FileContent> load(FileContent::Limits limits) { return FileContent::load(open(), "file", limits); }
  // All of it, in rooms of `room` octets; shorter where it cannot be read.
  static std::string read_all(const FileContent& content, std::size_t room = 16 * 1024) {
    std::string all;
    std::vector<std::uint8_t> storage(room);
    while (all.size() < size) {
      const std::size_t got = content.read(all.size(), storage);
      if (got == 0) break;
      all.append(as_text(Octets(storage).first(got)));
    }
    return all;
  }

  fs::path folder_ = fs::temp_directory_path() / ("weft-content-" + std::to_string(::getpid()));
  const std::string before_ = std::string(size, 'a');
  const std::string after_ = std::string(size, 'b');
};

TEST_F(FileContentTest, is_in_memory_up_to_a_limit) {
  const auto content = load({size, 0});
  EXPECT_TRUE(content->in_memory());
  EXPECT_EQ(as_text(content->octets()), before_);
  write('b');
  EXPECT_EQ(read_all(*content), before_);
  EXPECT_FALSE(load({size - 1, 0})->in_memory());
}

TEST_F(FileContentTest, is_the_same_whatever_the_room_and_however_often_it_is_read) {
  const auto content = load({0, size});
  for (const std::size_t room : {std::size_t{1000}, std::size_t{16 * 1024}, piece, 3 * piece}) {
    EXPECT_EQ(read_all(*content, room), before_);
  }
}

TEST_F(FileContentTest, keeps_a_piece_once_a_second_reader_comes_to_it) {
  const auto content = load({0, size});
  std::vector<std::uint8_t> room(piece);
  ASSERT_EQ(read_all(*content), before_);
  ASSERT_EQ(content->read(piece, room), piece);
  write('b');
  ASSERT_EQ(content->read(0, room), piece);
  EXPECT_EQ(room.front(), 'b');
  ASSERT_EQ(content->read(piece, room), piece);
  EXPECT_EQ(room.front(), 'a');
  ASSERT_EQ(content->read(2 * piece, room), 100u);
  EXPECT_EQ(room.front(), 'b');
}

TEST_F(FileContentTest, keeps_nothing_of_another_version) {
  const auto content = load({0, size});
  ASSERT_EQ(read_all(*content), before_);
  write_longer('b');
  ASSERT_EQ(read_all(*content), after_);
  write_longer('c');
  EXPECT_EQ(read_all(*content), std::string(size, 'c'));
}

TEST_F(FileContentTest, keeps_nothing_of_a_file_beyond_the_limit) {
  const auto content = load({0, size - 1});
  for (int i = 0; i < 3; ++i) ASSERT_EQ(read_all(*content), before_);
  write('b');
  EXPECT_EQ(read_all(*content), after_);
}

TEST_F(FileContentTest, reads_the_file_again_when_its_pieces_were_dropped) {
  const auto content = load({0, size});
  for (int i = 0; i < 2; ++i) ASSERT_EQ(read_all(*content), before_);
  content->drop_pieces();
  write('b');
  EXPECT_EQ(read_all(*content), after_);
}

TEST_F(FileContentTest, gives_nothing_behind_the_end_of_a_file_that_was_cut) {
  for (const std::size_t in_pieces : {std::size_t{0}, size}) {
    write('a');
    const auto content = load({0, in_pieces});
    fs::resize_file(folder_ / "file", 10);
    EXPECT_EQ(read_all(*content), std::string(10, 'a'));
    EXPECT_EQ(read_all(*content), std::string(10, 'a'));
  }
}

// RFC 9110 8.8.1: "A strong validator is representation metadata that changes value whenever a change occurs to the
// representation data that would be observable in the content of a 200 (OK) response to GET."
class Validators : public FileContentTest {
 protected:
  static constexpr FileContent::Limits in_memory{size, 0};
  static constexpr FileContent::Limits in_pieces{0, size};
  static constexpr std::array both{in_memory, in_pieces};

  static constexpr timespec changed{1'700'000'000, 123'456'789};

  // Modified, changed and looked at when the times say so.
  LocalPtr<const FileContent> load_at(FileContent::Limits limits, timespec modified, timespec changed_at,
                                      timespec looked) {
    OpenFile file = open();
    file.facts.st_mtim = modified;
    file.facts.st_ctim = changed_at;
    file.looked = looked;
    return FileContent::load(std::move(file), "file", limits);
  }
  static timespec later(timespec time, long seconds) {
    time.tv_sec += seconds;
    return time;
  }
};

TEST_F(Validators, are_the_same_for_the_same_version) {
  for (const auto limits : both) {
    EXPECT_EQ(load(limits)->etag(), load(limits)->etag());
    const auto tag = http::parse_entity_tag(load(limits)->etag());
    ASSERT_TRUE(tag);
    EXPECT_FALSE(tag->weak);
  }
}

TEST_F(Validators, change_with_each_fact_alone) {
  for (const auto limits : both) {
    std::set<std::string, std::less<>> tags{std::string(load(limits)->etag())};
    const auto add = [&](void (*change)(struct stat&)) {
      OpenFile file = open();
      change(file.facts);
      EXPECT_TRUE(tags.emplace(FileContent::load(std::move(file), "file", limits)->etag()).second);
    };
    add([](struct stat& facts) { facts.st_mtim.tv_sec -= 1; });
    add([](struct stat& facts) { facts.st_mtim.tv_nsec ^= 1; });
    add([](struct stat& facts) { facts.st_ctim.tv_sec -= 1; });
    add([](struct stat& facts) { facts.st_ctim.tv_nsec ^= 1; });
    add([](struct stat& facts) { facts.st_ino += 1; });
    add([](struct stat& facts) { facts.st_size -= 1; });
  }
}

TEST_F(Validators, of_a_file_in_memory_change_with_its_octets_alone) {
  const auto before = load_at(in_memory, changed, changed, changed);
  write('b');
  const auto after = load_at(in_memory, changed, changed, changed);
  EXPECT_NE(before->etag(), "");
  EXPECT_NE(before->etag(), after->etag());
}

TEST_F(Validators, are_not_there_before_the_tick_of_the_clock_is_over) {
  EXPECT_EQ(load_at(in_pieces, changed, changed, changed)->etag(), "");
  EXPECT_FALSE(load_at(in_pieces, changed, changed, changed)->modified());
  EXPECT_EQ(load_at(in_pieces, changed, changed, later(changed, -1))->etag(), "");
  timespec next = changed;
  next.tv_nsec += 1;
  EXPECT_NE(load_at(in_pieces, changed, changed, next)->etag(), "");
  EXPECT_TRUE(load_at(in_pieces, changed, changed, next)->modified());
}

TEST_F(Validators, are_not_there_for_two_seconds_where_the_clock_counts_in_them) {
  const timespec whole{changed.tv_sec, 0};
  EXPECT_EQ(load_at(in_pieces, whole, whole, later(whole, 1))->etag(), "");
  EXPECT_EQ(load_at(in_pieces, whole, whole, later(whole, 2))->etag(), "");
  EXPECT_NE(load_at(in_pieces, whole, whole, later(changed, 2))->etag(), "");
}

TEST_F(Validators, have_no_date_where_the_build_wrote_none) {
  for (const time_t second : {-5, 0, 1}) {
    for (const auto limits : both) {
      const auto content = load_at(limits, {second, 0}, changed, later(changed, 5));
      EXPECT_FALSE(content->modified()) << second;
      EXPECT_FALSE(content->representation(http::Date::max()).last_modified);
      EXPECT_NE(content->etag(), "") << second;
    }
  }
  EXPECT_TRUE(load_at(in_memory, {2, 0}, changed, later(changed, 5))->modified());
}

TEST_F(Validators, are_not_there_where_the_ctime_was_written_by_the_build_as_well) {
  for (const time_t second : {0, 1}) {
    EXPECT_EQ(load_at(in_pieces, {second, 0}, {second, 0}, changed)->etag(), "");
    EXPECT_NE(load_at(in_memory, {second, 0}, {second, 0}, changed)->etag(), "");
  }
}

// RFC 9110 8.8.2.1: "An origin server with a clock MUST NOT generate a Last-Modified date that is later than the
// server's time of message origination (Date, Section 6.6.1)."
TEST_F(Validators, have_no_date_in_the_future) {
  const http::Date now{std::chrono::seconds(changed.tv_sec)};
  const auto modified_at = [&](long seconds) {
    return load_at(in_memory, later(changed, seconds), changed, later(changed, 5))->representation(now).last_modified;
  };
  EXPECT_EQ(modified_at(0), now);
  EXPECT_EQ(modified_at(-10), now - std::chrono::seconds(10));
  EXPECT_EQ(modified_at(1), now);
  EXPECT_EQ(modified_at(1'000'000'000), now);
}

TEST_F(Validators, know_whether_the_date_was_chosen) {
  const http::Date now{std::chrono::seconds(changed.tv_sec + 100)};
  EXPECT_FALSE(load_at(in_pieces, changed, changed, later(changed, 5))->representation(now).date_was_chosen);
  EXPECT_TRUE(load_at(in_pieces, later(changed, -1), changed, later(changed, 5))->representation(now).date_was_chosen);
}

TEST_F(Validators, that_may_be_those_of_another_version_make_nothing_the_same) {
  for (const auto limits : both) {
    OpenFile fresh = open();
    fresh.looked = fresh.facts.st_ctim;
    EXPECT_FALSE(FileContent::load(std::move(fresh), "file", limits)->is_same(open().facts));
    EXPECT_TRUE(load(limits)->is_same(open().facts));
  }
}

TEST_F(Validators, that_may_be_those_of_another_version_keep_no_piece) {
  OpenFile fresh = open();
  fresh.looked = fresh.facts.st_ctim;
  const auto content = FileContent::load(std::move(fresh), "file", in_pieces);
  for (int i = 0; i < 3; ++i) ASSERT_EQ(read_all(*content), before_);
  write('b');
  EXPECT_EQ(read_all(*content), after_);
}

}  // namespace
}  // namespace weft::server
