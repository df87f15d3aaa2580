#include <weft/server/log/log_writer.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <vector>

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
  std::string content() const {
    std::ifstream file(path());
    return (std::ostringstream() << file.rdbuf()).str();
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

}  // namespace
}  // namespace weft::server
