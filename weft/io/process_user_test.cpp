#include <weft/io/process_user.hpp>

#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>

namespace weft::io {
namespace {

using testing::HasSubstr;

constexpr uid_t nobody = 65'534;

std::string refusal_of(const std::string& user, const std::string& group) {
  try {
    become_user(user, group);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "none";
}

// There is no way back: in a process of its own.
bool holds_in_a_process(const std::function<bool()>& claim) {
  const pid_t process = ::fork();
  if (process == 0) ::_exit(claim() ? 0 : 1);
  int status = 1;
  ::waitpid(process, &status, 0);
  return status == 0;
}

TEST(BecomeUser, names_what_is_not_there) {
  EXPECT_EQ(refusal_of("no-such-user", ""), "cannot become the user \"no-such-user\": there is no such user");
  EXPECT_THAT(refusal_of("root", "no-such-group"), HasSubstr("there is no group \"no-such-group\""));
  EXPECT_THAT(refusal_of("4294967295", "0"), HasSubstr("there is no such user"));
  EXPECT_THAT(refusal_of("1999999999", ""), HasSubstr("needs a group"));
}

TEST(BecomeUser, gives_up_user_groups_and_the_way_back) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  EXPECT_TRUE(holds_in_a_process([] {
    const gid_t before[] = {0, 7};
    ::setgroups(2, before);
    become_user(std::to_string(nobody), "12345");
    gid_t groups[8];
    const int count = ::getgroups(8, groups);
    return ::getuid() == nobody && ::geteuid() == nobody && ::getegid() == 12'345 && count == 1 &&
           groups[0] == 12'345 && ::setuid(0) != 0;
  }));
}

TEST(BecomeUser, is_refused_to_others_than_root_unless_it_is_the_same_user) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to begin with";
  EXPECT_TRUE(holds_in_a_process([] {
    become_user(std::to_string(nobody), "12345");
    become_user(std::to_string(nobody), "12345");
    return refusal_of("root", "").find("only a process of root can") != std::string::npos &&
           refusal_of(std::to_string(nobody), "1").find("only a process of root can") != std::string::npos;
  }));
}

}  // namespace
}  // namespace weft::io
