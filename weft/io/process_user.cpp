#include <weft/io/process_user.hpp>

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <vector>

namespace weft::io {
namespace {

struct Identity {
  uid_t user = 0;
  gid_t group = 0;
  std::vector<gid_t> groups;
};

[[noreturn]] void refuse(const std::string& user, const std::string& why) {
  throw std::runtime_error(fmt::format("cannot become the user \"{}\": {}", user, why));
}

std::optional<id_t> number_in(const std::string& text) {
  id_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  // -1 is no user: setuid() would leave all as it is.
  if (error != std::errc() || end != text.data() + text.size() || number == static_cast<id_t>(-1)) return std::nullopt;
  return number;
}

const passwd* entry_of(const std::string& user) {
  if (const passwd* const found = ::getpwnam(user.c_str())) return found;
  const auto number = number_in(user);
  return number ? ::getpwuid(*number) : nullptr;
}

gid_t group_of(const std::string& user, const std::string& name) {
  if (const group* const found = ::getgrnam(name.c_str())) return found->gr_gid;
  if (const auto number = number_in(name)) return *number;
  refuse(user, fmt::format("there is no group \"{}\"", name));
}

std::vector<gid_t> groups_of(const passwd& entry) {
  int count = 64;
  std::vector<gid_t> groups(static_cast<std::size_t>(count));
  while (::getgrouplist(entry.pw_name, entry.pw_gid, groups.data(), &count) < 0) {
    groups.resize(static_cast<std::size_t>(count));
  }
  groups.resize(static_cast<std::size_t>(count));
  return groups;
}

Identity identity_of(const std::string& user, const std::string& group) {
  Identity identity;
  if (const passwd* const entry = entry_of(user)) {
    identity = {entry->pw_uid, entry->pw_gid, {}};
    if (group.empty()) identity.groups = groups_of(*entry);
  } else if (const auto number = number_in(user); number && !group.empty()) {
    identity.user = *number;
  } else {
    refuse(user, number ? "a number that no user has needs a group" : "there is no such user");
  }
  if (group.empty()) return identity;
  identity.group = group_of(user, group);
  identity.groups = {identity.group};
  return identity;
}

void check(const std::string& user, int failed, const char* call) {
  if (failed != 0) refuse(user, fmt::format("{}: {}", call, std::strerror(errno)));
}

bool is_already(const Identity& identity) {
  return ::getuid() == identity.user && ::geteuid() == identity.user && ::getgid() == identity.group &&
         ::getegid() == identity.group;
}

}  // namespace

// The groups first: the user may not change them any more.
void become_user(const std::string& user, const std::string& group) {
  const Identity identity = identity_of(user, group);
  if (::geteuid() != 0) {
    if (is_already(identity)) return;
    refuse(user, "only a process of root can");
  }
  check(user, ::setgroups(identity.groups.size(), identity.groups.data()), "setgroups");
  check(user, ::setgid(identity.group), "setgid");
  check(user, ::setuid(identity.user), "setuid");
  if (!is_already(identity)) refuse(user, "the system has left it as it was");
  if (identity.user != 0 && ::setuid(0) == 0) refuse(user, "the way back to root is open");
}

}  // namespace weft::io
