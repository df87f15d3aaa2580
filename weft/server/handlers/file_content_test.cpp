#include <weft/server/handlers/file_content.hpp>

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

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

  LocalPtr<const FileContent> load(FileContent::Limits limits) {
    return FileContent::load(*RootDirectory(folder_).open("file"), "file", limits);
  }
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

}  // namespace
}  // namespace weft::server
