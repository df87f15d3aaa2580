#include <weft/io/write_whole.hpp>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <thread>

#include <weft/io/descriptor.hpp>

namespace weft::io {
namespace write_whole_test {

// A pipe takes a part at a time.
TEST(WriteWhole, goes_on_until_all_is_written) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const Descriptor reader(ends[0]);
  Descriptor writer(ends[1]);
  const std::string text(1'000'000, 'x');
  bool is_whole = false;
  std::thread thread([&] {
    is_whole = write_whole(writer.number(), text);
    writer = {};
  });
  std::string read;
  std::array<char, 4096> room{};
  for (ssize_t size = 1; size > 0;) {
    size = ::read(reader.number(), room.data(), room.size());
    if (size > 0) read.append(room.data(), static_cast<std::size_t>(size));
  }
  thread.join();
  EXPECT_TRUE(is_whole);
  EXPECT_EQ(read, text);
}

TEST(WriteWhole, says_why_not_all_was_written) {
  const Descriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  EXPECT_FALSE(write_whole(full.number(), "x"));
  EXPECT_EQ(errno, ENOSPC);
  EXPECT_FALSE(write_whole(-1, "x"));
  EXPECT_EQ(errno, EBADF);
}

}  // namespace write_whole_test
}  // namespace weft::io
