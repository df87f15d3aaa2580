#include <weft/io/socket_file.hpp>

#include <sys/socket.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <string>

#include <weft/io/address.hpp>
#include <weft/io/listen.hpp>

namespace weft::io {
namespace {

using testing::HasSubstr;

class SocketFileTest : public testing::Test {
 protected:
  SocketFileTest() { std::remove(path_.c_str()); }
  ~SocketFileTest() override { std::remove(path_.c_str()); }

  static Descriptor make_socket() { return Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)); }

  std::shared_ptr<const SocketFile> bind(const SocketFileOptions& options = {}) {
    return SocketFile::bind(socket_, path_, options);
  }
  std::string refusal(const SocketFileOptions& options = {}) {
    try {
      bind(options);
    } catch (const ListenError& error) {
      return error.what();
    }
    return "no error";
  }
  struct stat facts() const {
    struct stat found{};
    ::lstat(path_.c_str(), &found);
    return found;
  }
  bool is_there() const { return ::access(path_.c_str(), F_OK) == 0; }

  const std::string path_ = testing::TempDir() + std::to_string(::getpid()) + "weft_socket_file";
  Descriptor socket_ = make_socket();
};

TEST_F(SocketFileTest, has_the_mode_that_was_asked_for) {
  for (const mode_t mode : {0600u, 0660u, 0666u, 0777u, 0u}) {
    socket_ = make_socket();
    const auto file = bind({.mode = mode});
    EXPECT_EQ(facts().st_mode & 07777, mode);
  }
}

TEST_F(SocketFileTest, without_a_mode_has_what_the_umask_leaves) {
  const mode_t before = ::umask(027);
  const auto file = bind();
  ::umask(before);
  EXPECT_EQ(facts().st_mode & 07777, 0750u);
}

TEST_F(SocketFileTest, has_the_owner_and_the_group_that_were_asked_for) {
  const auto file = bind({.owner = std::to_string(::geteuid()), .group = std::to_string(::getegid())});
  EXPECT_EQ(facts().st_uid, ::geteuid());
  EXPECT_EQ(facts().st_gid, ::getegid());
}

TEST_F(SocketFileTest, knows_owner_and_group_by_name) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root gives files away";
  const auto file = bind({.mode = 0660, .owner = "daemon", .group = "nogroup"});
  EXPECT_NE(facts().st_uid, 0u);
  EXPECT_NE(facts().st_gid, 0u);
  EXPECT_EQ(facts().st_mode & 07777, 0660u);
}

TEST_F(SocketFileTest, is_not_made_for_a_user_or_a_group_that_is_not_there) {
  EXPECT_THAT(refusal({.owner = "no such user"}), HasSubstr("there is no user \"no such user\""));
  EXPECT_THAT(refusal({.group = "-1"}), HasSubstr("there is no group \"-1\""));
  EXPECT_THAT(refusal({.owner = "4294967295"}), HasSubstr("there is no user"));
  EXPECT_FALSE(is_there());
}

TEST_F(SocketFileTest, goes_with_its_last_user) {
  auto file = bind();
  EXPECT_TRUE(is_there());
  socket_.close();
  auto other = file;
  file.reset();
  EXPECT_TRUE(is_there());
  other.reset();
  EXPECT_FALSE(is_there());
}

TEST_F(SocketFileTest, of_a_process_that_was_killed_is_replaced) {
  const auto address = socket_path_address(path_);
  {
    const Descriptor killed = make_socket();
    ASSERT_EQ(::bind(killed.number(), address.data(), address.size), 0);
    ASSERT_EQ(::listen(killed.number(), 1), 0);
  }
  ASSERT_TRUE(is_there());
  auto file = bind();
  ASSERT_EQ(::listen(socket_.number(), 1), 0);
  EXPECT_EQ(::connect(make_socket().number(), address.data(), address.size), 0);
  socket_.close();
  file.reset();
  EXPECT_FALSE(is_there());
}

TEST_F(SocketFileTest, that_somebody_listens_on_is_left_alone) {
  const Descriptor other = make_socket();
  const auto address = socket_path_address(path_);
  ASSERT_EQ(::bind(other.number(), address.data(), address.size), 0);
  ASSERT_EQ(::listen(other.number(), 1), 0);
  EXPECT_THAT(refusal(), HasSubstr(path_ + ": address in use"));
  EXPECT_TRUE(is_there());
}

TEST_F(SocketFileTest, whose_place_another_has_taken_stays) {
  auto file = bind();
  socket_.close();
  std::remove(path_.c_str());
  const Descriptor successor = make_socket();
  const auto address = socket_path_address(path_);
  ASSERT_EQ(::bind(successor.number(), address.data(), address.size), 0);
  ASSERT_EQ(::listen(successor.number(), 1), 0);
  file.reset();
  EXPECT_TRUE(is_there());
}

TEST_F(SocketFileTest, leaves_a_file_that_is_no_socket_alone) {
  std::ofstream(path_) << "precious";
  EXPECT_THAT(refusal(), HasSubstr(path_ + ": a file that is no socket is there"));
  EXPECT_TRUE(std::ifstream(path_).good());
}

TEST_F(SocketFileTest, says_that_the_folder_is_not_there) {
  EXPECT_THROW(SocketFile::bind(socket_, "/no/such/folder/socket", {}), ListenError);
}

TEST_F(SocketFileTest, has_no_path_that_the_system_would_cut) {
  try {
    SocketFile::bind(socket_, "/" + std::string(longest_socket_path, 'x'), {});
    FAIL() << "no error";
  } catch (const ListenError& error) {
    EXPECT_THAT(error.what(), HasSubstr("at most"));
  }
}

}  // namespace
}  // namespace weft::io
