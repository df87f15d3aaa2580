#include <weft/client/policy/netrc.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace weft::client {
namespace netrc_test {

std::string user_of(const Netrc& netrc, std::string_view host) {
  const Netrc::User* user = netrc.find(host);
  return user == nullptr ? "none" : fmt::format("{}:{}", user->name, user->password);
}

std::string fault_of(std::string_view text) {
  try {
    const Netrc netrc(text);
    return "none";
  } catch (const std::invalid_argument& fault) {
    return fault.what();
  }
}

TEST(NetrcTest, has_a_user_for_each_host) {
  const Netrc netrc(
      "machine example.org login ada password secret\n"
      "machine example.com\n\tlogin bob\r\n\tpassword #1 account ignored\n");
  EXPECT_EQ(user_of(netrc, "example.org"), "ada:secret");
  EXPECT_EQ(user_of(netrc, "EXAMPLE.com"), "bob:#1");
  EXPECT_EQ(user_of(netrc, "www.example.org"), "none");
  EXPECT_EQ(user_of(Netrc(""), "example.org"), "none");
}

TEST(NetrcTest, has_one_for_all_other_hosts) {
  const Netrc netrc("machine a login x password y default login anonymous password me@b machine b login u password v");
  EXPECT_EQ(user_of(netrc, "a"), "x:y");
  EXPECT_EQ(user_of(netrc, "c"), "anonymous:me@b");
  EXPECT_EQ(user_of(netrc, "b"), "anonymous:me@b");
}

TEST(NetrcTest, skips_macros_comments_and_machines_without_a_login) {
  const Netrc netrc(
      "# machine no login no password no\n"
      "machine a password alone\n"
      "macdef init\ncd /pub\nmachine b login no password no\n\n"
      "machine a login ada password secret # and more\n");
  EXPECT_EQ(user_of(netrc, "a"), "ada:secret");
  EXPECT_EQ(user_of(netrc, "b"), "none");
  EXPECT_EQ(user_of(netrc, "no"), "none");
}

TEST(NetrcTest, takes_quotation_marks_off) {
  const Netrc netrc(R"(machine a login "ada l" password "a\"b\\c")");
  EXPECT_EQ(user_of(netrc, "a"), "ada l:a\"b\\c");
  EXPECT_EQ(user_of(Netrc(R"(machine a login ada password "")"), "a"), "ada:");
}

TEST(NetrcTest, says_what_was_expected_and_where) {
  EXPECT_EQ(fault_of("\nlogin ada"), "line 2: expected machine, default or macdef, not \"login\"");
  EXPECT_EQ(fault_of("machine a\nuser b"),
            "line 2: expected machine, default, login, password or account, not \"user\"");
  EXPECT_EQ(fault_of("machine a login"), "line 1: expected a value behind login");
  EXPECT_EQ(fault_of("machine a login \"ada\n"), "line 1: expected a quotation mark at the end of the value");
  EXPECT_THROW(Netrc::read("/no/such/file"), std::invalid_argument);
}

}  // namespace netrc_test
}  // namespace weft::client
