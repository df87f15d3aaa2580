#include <weft/io/output.hpp>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <filesystem>
#include <string>

#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

std::string read_all(int descriptor) {
  std::string all;
  char octets[65536];
  for (ssize_t got = 0; (got = ::read(descriptor, octets, sizeof octets)) > 0;) {
    all.append(octets, static_cast<std::size_t>(got));
  }
  return all;
}

// While it lives, a standard descriptor is what the test says.
class Redirected {
 public:
  Redirected(int number, int target) : number_(number), before_(::dup(number)) { ::dup2(target, number); }
  Redirected(const Redirected&) = delete;
  Redirected& operator=(const Redirected&) = delete;
  ~Redirected() { ::dup2(before_.number(), number_); }

 private:
  int number_;
  Descriptor before_;
};

struct Pipe {
  Pipe() {
    int both[2];
    EXPECT_EQ(::pipe(both), 0);
    reader = Descriptor(both[0]);
    writer = Descriptor(both[1]);
    ::fcntl(reader.number(), F_SETFL, O_NONBLOCK);
  }

  Descriptor reader;
  Descriptor writer;
};

std::string many_lines() {
  std::string text;
  while (text.size() < 1'000'000) text += std::to_string(text.size()) + " is where this line begins\n";
  return text;
}

// As much as is taken; what was given and not taken stays.
std::string fill(const Output& output, std::string_view text) {
  std::string taken;
  for (;;) {
    const std::ptrdiff_t size = output.write(as_octets(text));
    if (size <= 0) return taken;
    taken += text.substr(0, static_cast<std::size_t>(size));
    text.remove_prefix(static_cast<std::size_t>(size));
  }
}

TEST(Output, to_a_pipe_that_nobody_reads_does_not_wait) {
  const Pipe pipe;
  const Redirected standard(STDERR_FILENO, pipe.writer.number());
  const Output output = Output::standard(STDERR_FILENO);
  const std::string taken = fill(output, many_lines());
  EXPECT_FALSE(output.await_room(Duration::zero()));
  EXPECT_EQ(read_all(pipe.reader.number()), taken);
  EXPECT_TRUE(output.await_room(Duration::zero()));
}

TEST(Output, ends_a_full_pipe_with_a_whole_line) {
  const Pipe pipe;
  const Redirected standard(STDERR_FILENO, pipe.writer.number());
  const std::string taken = fill(Output::standard(STDERR_FILENO), many_lines());
  EXPECT_GT(taken.size(), static_cast<std::size_t>(PIPE_BUF));
  EXPECT_EQ(taken.back(), '\n');
}

// The flags of a pipe that others have open, too, are theirs to choose.
TEST(Output, leaves_a_shared_descriptor_as_it_is) {
  const Pipe pipe;
  const Redirected standard(STDERR_FILENO, pipe.writer.number());
  const Output output = Output::standard(STDERR_FILENO);
  output.write(as_octets("a\n"));
  EXPECT_EQ(::fcntl(pipe.writer.number(), F_GETFL) & O_NONBLOCK, 0);
}

TEST(Output, to_a_socket_that_nobody_reads_does_not_wait) {
  int both[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, both), 0);
  const Descriptor reader(both[0]);
  const Descriptor writer(both[1]);
  const Redirected standard(STDERR_FILENO, writer.number());
  EXPECT_NE(fill(Output::standard(STDERR_FILENO), many_lines()), "");
}

TEST(Output, to_a_broken_pipe_is_an_error_and_no_signal) {
  Pipe pipe;
  const Redirected standard(STDERR_FILENO, pipe.writer.number());
  const Output output = Output::standard(STDERR_FILENO);
  pipe.reader.close();
  EXPECT_LT(output.write(as_octets("a\n")), 0);
  EXPECT_EQ(errno, EPIPE);
  EXPECT_LT(Output::standard(STDERR_FILENO).write(as_octets("a\n")), 0);
  sigset_t waiting;
  sigpending(&waiting);
  EXPECT_EQ(sigismember(&waiting, SIGPIPE), 0);
}

TEST(Output, that_is_closed_is_not_valid) {
  const Descriptor before(::dup(STDERR_FILENO));
  ::close(STDERR_FILENO);
  EXPECT_FALSE(Output::standard(STDERR_FILENO).valid());
  tell("nobody hears it");
  ::dup2(before.number(), STDERR_FILENO);
}

TEST(Output, is_told_a_line_at_a_time) {
  const Pipe pipe;
  const Redirected standard(STDERR_FILENO, pipe.writer.number());
  tell("one");
  tell("two");
  EXPECT_EQ(read_all(pipe.reader.number()), "one\ntwo\n");
  while (Output::standard(STDERR_FILENO).write(as_octets("full\n")) > 0) {
  }
  tell("lost");
}

TEST(Output, is_told_where_no_descriptor_is_left) {
  WEFT_SKIP_WITHOUT_DESCRIPTORS();
  const Pipe pipe;
  const Redirected standard(STDERR_FILENO, pipe.writer.number());
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const rlimit none{STDERR_FILENO + 1, before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &none);
  tell("none is left");
  EXPECT_FALSE(Output::standard(STDERR_FILENO).valid());
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(read_all(pipe.reader.number()), "none is left\n");
}

TEST(Output, to_a_named_pipe_without_a_reader_is_refused_where_it_must_not_wait) {
  std::string folder = testing::TempDir() + "weft_output_XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  ASSERT_EQ(::mkfifo((folder + "/pipe").c_str(), 0600), 0);
  EXPECT_FALSE(Output::file(folder + "/pipe", Opening::at_once).valid());
  EXPECT_EQ(errno, ENXIO);
  const Output file = Output::file(folder + "/file", Opening::at_once);
  EXPECT_EQ(file.write(as_octets("a\n")), 2);
  EXPECT_TRUE(file.is_same_as(Output::file(folder + "/file", Opening::may_wait)));
  EXPECT_FALSE(file.is_same_as(Output::file(folder + "/other", Opening::may_wait)));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace weft::io
