#include <weft/server/log/log_writer.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::server {
namespace {

class LogFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "weft_log_XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    directory = name;
  }
  void TearDown() override { std::filesystem::remove_all(directory); }

  std::string path() const { return directory / "access.log"; }
  std::string content() const { return content(path()); }
  static std::string content(const std::string& path) {
    std::ifstream file(path);
    return (std::ostringstream() << file.rdbuf()).str();
  }
  std::string moved_away() const {
    std::filesystem::rename(path(), path() + ".1");
    return path() + ".1";
  }

  static Buffer lines(std::string_view text) {
    Buffer out;
    out.append(as_octets(text));
    return out;
  }
  static void hand_over(LogWriter& writer, std::string_view text, std::size_t count) {
    auto buffer = lines(text);
    writer.hand_over(buffer, count);
    EXPECT_TRUE(buffer.empty());
  }

  std::filesystem::path directory;
};

TEST_F(LogFile, has_what_was_handed_over_in_order) {
  {
    LogWriter writer(path(), {}, 1000);
    hand_over(writer, "one\ntwo\n", 2);
    hand_over(writer, "three\n", 1);
    EXPECT_EQ(writer.dropped(), 0U);
  }
  EXPECT_EQ(content(), "one\ntwo\nthree\n");
}

TEST_F(LogFile, begins_with_the_header_once_there_is_a_line) {
  {
    LogWriter writer(path(), lines("#header\n"), 1000);
  }
  EXPECT_EQ(content(), "");
  {
    LogWriter writer(path(), lines("#header\n"), 1000);
    hand_over(writer, "one\n", 1);
    writer.finish();
    EXPECT_EQ(content(), "#header\none\n");
  }
}

TEST_F(LogFile, is_continued_not_replaced) {
  {
    LogWriter writer(path(), {}, 1000);
    auto one = lines("one\n");
    writer.hand_over(one, 1);
  }
  {
    LogWriter writer(path(), {}, 1000);
    auto two = lines("two\n");
    writer.hand_over(two, 1);
  }
  EXPECT_EQ(content(), "one\ntwo\n");
}

TEST_F(LogFile, that_cannot_be_opened_is_an_error) {
  EXPECT_THROW(LogWriter("/nowhere/at/all/access.log", {}, 1000), std::system_error);
}

TEST_F(LogFile, drops_and_counts_what_exceeds_its_capacity) {
  {
    LogWriter writer(path(), {}, 10);
    hand_over(writer, "more than ten octets\nin two lines\n", 2);
    EXPECT_EQ(writer.dropped(), 2U);
    hand_over(writer, "short\n", 1);
    EXPECT_EQ(writer.dropped(), 2U);
  }
  EXPECT_EQ(content(), "short\n");
}

TEST_F(LogFile, is_written_from_several_threads_without_mixing_lines) {
  constexpr int threads = 4;
  constexpr int lines_each = 500;
  {
    LogWriter writer(path(), {}, 1 << 20);
    std::vector<std::thread> senders;
    for (int i = 0; i < threads; ++i) {
      senders.emplace_back([&writer, i] {
        const std::string line = std::string(20, static_cast<char>('a' + i)) + "\n";
        for (int j = 0; j < lines_each; ++j) hand_over(writer, line, 1);
      });
    }
    for (auto& sender : senders) sender.join();
  }
  std::istringstream text(content());
  int count = 0;
  for (std::string line; std::getline(text, line); ++count) EXPECT_EQ(line, std::string(20, line[0]));
  EXPECT_EQ(count, threads * lines_each);
}

// A file that always refuses, as a full disk does.
TEST_F(LogFile, that_refuses_costs_lines_and_nothing_else) {
  LogWriter writer("/dev/full", {}, 1000);
  hand_over(writer, "one\ntwo\n", 2);
  while (writer.dropped() < 2) std::this_thread::yield();
  EXPECT_EQ(writer.dropped(), 2U);
}

// The writer blocks in the middle of a line, then the reader goes: a pipe that breaks.
TEST_F(LogFile, that_is_a_broken_pipe_does_not_end_the_process) {
  const auto pipe = directory / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  LogWriter writer(pipe, {}, 1000);
  ::close(reader);
  hand_over(writer, "lost\n", 1);
  while (writer.dropped() == 0) std::this_thread::yield();
  EXPECT_EQ(writer.dropped(), 1U);
}

// While it lives, a file can grow to `size` octets and no further: a disk that is full in the middle of a line.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t size) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{size, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_;
};

TEST_F(LogFile, goes_on_with_whole_lines_after_a_refusal) {
  std::signal(SIGXFSZ, SIG_IGN);
  {
    LogWriter writer(path(), {}, 1000, std::chrono::milliseconds(1));
    {
      const FileSizeLimit limit(10);
      hand_over(writer, "one\ntwo and more\nthree\nfour\n", 4);
      while (writer.dropped() < 2) std::this_thread::yield();
    }
    hand_over(writer, "five\n", 1);
  }
  EXPECT_EQ(content(), "one\ntwo and more\nfive\n");
}

// --- a pipe that is full ---------------------------------------------------------------------------------------------

// A named pipe whose reader reads when it is told to.
class LogPipe : public LogFile {
 protected:
  void SetUp() override {
    LogFile::SetUp();
    ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
    reader = io::Descriptor(::open(path().c_str(), O_RDONLY | O_NONBLOCK));
  }

  static std::string numbered(int lines) {
    std::string text;
    for (int i = 0; i < lines; ++i) text += "line " + std::to_string(i) + " of many, so that a pipe is full of them\n";
    return text;
  }
  std::string read_what_is_there() const {
    std::string all;
    char octets[4096];
    for (ssize_t got = 0; (got = ::read(reader.number(), octets, sizeof octets)) > 0;) {
      all.append(octets, static_cast<std::size_t>(got));
    }
    return all;
  }
  static auto count_lines(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }
  bool is_full() const {
    pollfd waiting{writer_end(), POLLOUT, 0};
    return ::poll(&waiting, 1, 0) == 0;
  }
  int writer_end() const {
    if (!writer.valid()) writer = io::Descriptor(::open(path().c_str(), O_WRONLY | O_NONBLOCK));
    return writer.number();
  }

  static constexpr int many = 10'000;
  static constexpr std::size_t capacity = 4 << 20;
  io::Descriptor reader;
  mutable io::Descriptor writer;
};

TEST_F(LogPipe, that_nobody_reads_does_not_hold_up_the_end) {
  LogWriter log(path(), {}, capacity, std::chrono::hours(1), Duration::zero());
  hand_over(log, numbered(many), many);
  log.finish();
  const std::string written = read_what_is_there();
  EXPECT_THAT(written, testing::EndsWith("\n"));
  EXPECT_GT(count_lines(written), 0);
  EXPECT_EQ(numbered(many).substr(0, written.size()), written);
  EXPECT_EQ(log.dropped(), static_cast<std::uint64_t>(many - count_lines(written)));
}

TEST_F(LogPipe, that_is_read_late_gets_every_line) {
  LogWriter log(path(), {}, capacity);
  hand_over(log, numbered(many), many);
  while (!is_full()) std::this_thread::yield();
  std::string written;
  while (count_lines(written) < many) written += read_what_is_there();
  log.finish();
  EXPECT_EQ(written, numbered(many));
  EXPECT_EQ(log.dropped(), 0U);
}

TEST_F(LogPipe, that_nobody_reads_gives_way_to_another_file) {
  LogWriter log(path(), lines("#header\n"), capacity);
  hand_over(log, numbered(many), many);
  while (!is_full()) std::this_thread::yield();
  moved_away();
  EXPECT_FALSE(log.reopen(lines("#second\n")));
  log.finish();
  const std::string in_pipe = read_what_is_there();
  const std::string in_file = content();
  ASSERT_THAT(in_pipe, testing::StartsWith("#header\n"));
  ASSERT_THAT(in_file, testing::StartsWith("#second\n"));
  EXPECT_EQ(in_pipe.substr(8) + in_file.substr(8), numbered(many));
  EXPECT_EQ(log.dropped(), 0U);
}

// --- another file ----------------------------------------------------------------------------------------------------

TEST_F(LogFile, that_was_moved_away_is_made_anew) {
  LogWriter writer(path(), lines("#first\n"), 1000);
  hand_over(writer, "one\n", 1);
  while (content() != "#first\none\n") std::this_thread::yield();
  const std::string old = moved_away();
  EXPECT_FALSE(writer.reopen(lines("#second\n")));
  hand_over(writer, "two\n", 1);
  writer.finish();
  EXPECT_EQ(content(old), "#first\none\n");
  EXPECT_EQ(content(), "#second\ntwo\n");
  EXPECT_EQ(writer.dropped(), 0U);
}

TEST_F(LogFile, that_is_still_there_is_gone_on_with) {
  LogWriter writer(path(), lines("#first\n"), 1000);
  hand_over(writer, "one\n", 1);
  while (content() != "#first\none\n") std::this_thread::yield();
  EXPECT_FALSE(writer.reopen(lines("#second\n")));
  hand_over(writer, "two\n", 1);
  writer.finish();
  EXPECT_EQ(content(), "#first\none\ntwo\n");
}

TEST_F(LogFile, that_cannot_be_opened_anew_stays_the_old_one) {
  LogWriter writer(path(), {}, 1000);
  const std::string old = moved_away();
  std::filesystem::create_directory(path());
  EXPECT_EQ(writer.reopen({}), std::errc::is_a_directory);
  hand_over(writer, "one\n", 1);
  writer.finish();
  EXPECT_EQ(content(old), "one\n");
  EXPECT_EQ(writer.dropped(), 0U);
}

// Opening a named pipe would wait for somebody who reads it.
TEST_F(LogFile, that_has_become_a_pipe_without_a_reader_stays_the_old_one) {
  LogWriter writer(path(), {}, 1000);
  const std::string old = moved_away();
  ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
  EXPECT_TRUE(writer.reopen({}));
  hand_over(writer, "one\n", 1);
  writer.finish();
  EXPECT_EQ(content(old), "one\n");
}

TEST_F(LogFile, loses_and_cuts_no_line_while_it_is_moved_away_again_and_again) {
  constexpr int rounds = 50;
  constexpr int senders = 3;
  constexpr int lines_each = 2000;
  LogWriter writer(path(), {}, 1 << 20);
  std::vector<std::thread> threads;
  for (int i = 0; i < senders; ++i) {
    threads.emplace_back([&writer] {
      for (int j = 0; j < lines_each; ++j) hand_over(writer, "a line that is always the same\n", 1);
    });
  }
  for (int i = 0; i < rounds; ++i) {
    std::filesystem::rename(path(), path() + "." + std::to_string(i));
    EXPECT_FALSE(writer.reopen({}));
  }
  for (auto& thread : threads) thread.join();
  writer.finish();
  std::string all = content();
  for (int i = 0; i < rounds; ++i) all += content(path() + "." + std::to_string(i));
  std::istringstream text(all);
  int count = 0;
  for (std::string line; std::getline(text, line); ++count) EXPECT_EQ(line, "a line that is always the same");
  EXPECT_EQ(count + static_cast<int>(writer.dropped()), senders * lines_each);
  EXPECT_EQ(writer.dropped(), 0U);
}

// A disk that is full in the middle of a line: the rest of that line has no place in the next file.
TEST_F(LogFile, begins_with_a_whole_line_where_the_old_one_was_cut) {
  std::signal(SIGXFSZ, SIG_IGN);
  LogWriter writer(path(), {}, 1000, std::chrono::hours(1));
  const FileSizeLimit limit(10);
  hand_over(writer, "one\ntwo and more\nthree\nfour\n", 4);
  while (writer.dropped() < 2) std::this_thread::yield();
  const std::string old = moved_away();
  EXPECT_FALSE(writer.reopen({}));
  hand_over(writer, "five\n", 1);
  writer.finish();
  EXPECT_EQ(content(old), "one\ntwo an");
  EXPECT_EQ(content(), "five\n");
  EXPECT_EQ(writer.dropped(), 3U);
}

// --- rotation --------------------------------------------------------------------------------------------------------

class RotatedLog : public LogFile {
 protected:
  // By the time in their names, the file that is written last.
  std::vector<std::string> contents() const {
    std::vector<std::string> names;
    for (const auto& each : std::filesystem::directory_iterator(directory)) {
      if (each.path() != path()) names.push_back(each.path());
    }
    std::ranges::sort(names);
    names.push_back(path());
    for (std::string& each : names) each = content(each);
    return names;
  }
  LogWriter::RotationHooks hooks(const std::string& header) {
    return {.header = [header] { return lines(header); }, .tell = [this](std::string_view line) { told += line; }};
  }

  std::string told;
};

TEST_F(RotatedLog, has_whole_lines_below_a_header_in_each_file) {
  LogWriter writer(path(), lines("#h\n"), 1000);
  writer.rotate({.size = 10}, hooks("#h\n"));
  hand_over(writer, "one\ntwo\nthree and more\nfour\n", 4);
  hand_over(writer, "5\n", 1);
  writer.finish();
  EXPECT_THAT(contents(), testing::ElementsAre("#h\none\n", "#h\ntwo\n", "#h\nthree and more\n", "#h\nfour\n5\n"));
  EXPECT_EQ(writer.dropped(), 0U);
}

TEST_F(RotatedLog, of_another_day_is_moved_away_before_the_first_line) {
  std::ofstream(path()) << "old\n";
  std::filesystem::last_write_time(path(), std::filesystem::file_time_type::clock::now() - std::chrono::hours(48));
  LogWriter writer(path(), {}, 1000);
  writer.rotate({.age = std::chrono::hours(24)}, hooks(""));
  hand_over(writer, "new\n", 1);
  writer.finish();
  EXPECT_THAT(contents(), testing::ElementsAre("old\n", "new\n"));
}

// A pipe's reader would not follow to another file.
TEST_F(RotatedLog, that_cannot_be_moved_is_gone_on_with) {
  ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
  const io::Descriptor reader(::open(path().c_str(), O_RDONLY | O_NONBLOCK));
  LogWriter writer(path(), {}, 1000);
  writer.rotate({.size = 1}, hooks("#h\n"));
  hand_over(writer, "one\ntwo\n", 2);
  writer.finish();
  EXPECT_EQ(writer.dropped(), 0U);
  EXPECT_TRUE(std::filesystem::is_fifo(path()));
  char octets[100];
  const auto got = ::read(reader.number(), octets, sizeof octets);
  ASSERT_GT(got, 0);
  EXPECT_EQ(std::string_view(octets, static_cast<std::size_t>(got)), "one\ntwo\n");
  EXPECT_THAT(told, testing::StartsWith("cannot move away the log \"" + path() + "\": "));
}

TEST_F(RotatedLog, loses_no_line_while_it_is_opened_anew_as_well) {
  constexpr int senders = 3;
  constexpr int lines_each = 1000;
  LogWriter writer(path(), {}, 1 << 20);
  writer.rotate({.size = 3000, .keep = 0}, hooks(""));
  std::vector<std::thread> threads;
  for (int i = 0; i < senders; ++i) {
    threads.emplace_back([&writer] {
      for (int j = 0; j < lines_each; ++j) hand_over(writer, "a line that is always the same\n", 1);
    });
  }
  for (int i = 0; i < 200; ++i) EXPECT_FALSE(writer.reopen({}));
  for (auto& thread : threads) thread.join();
  writer.finish();
  std::ptrdiff_t count = 0;
  for (const std::string& each : contents()) {
    EXPECT_LE(each.size(), 3000U);
    count += std::count(each.begin(), each.end(), '\n');
  }
  EXPECT_EQ(count, senders * lines_each);
  EXPECT_EQ(writer.dropped(), 0U);
}

TEST(LogOnStandardOutput, stays_there) {
  LogWriter writer("-", {}, 1000);
  EXPECT_FALSE(writer.reopen({}));
}

}  // namespace
}  // namespace weft::server
