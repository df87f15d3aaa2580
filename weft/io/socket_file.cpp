#include <weft/io/socket_file.hpp>

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include <weft/io/address.hpp>
#include <weft/io/listen.hpp>

namespace weft::io {
namespace {

// For chown(): leave it as it is.
constexpr auto unchanged = static_cast<uid_t>(-1);

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw ListenError(path, why);
}

std::optional<id_t> number_in(const std::string& text) {
  id_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number == unchanged) return std::nullopt;
  return number;
}

uid_t owner_of(const std::string& path, const std::string& name) {
  if (name.empty()) return unchanged;
  if (const passwd* user = ::getpwnam(name.c_str())) return user->pw_uid;
  if (const auto number = number_in(name)) return *number;
  refuse(path, fmt::format("there is no user \"{}\" to own it", name));
}

gid_t group_of(const std::string& path, const std::string& name) {
  if (name.empty()) return unchanged;
  if (const group* found = ::getgrnam(name.c_str())) return found->gr_gid;
  if (const auto number = number_in(name)) return *number;
  refuse(path, fmt::format("there is no group \"{}\" to own it", name));
}

// Only ECONNREFUSED says for sure that nobody listens: a full queue answers EAGAIN, another user's socket EACCES.
bool nobody_listens(const SocketAddress& address) {
  const Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  return ::connect(probe.number(), address.data(), address.size) != 0 && errno == ECONNREFUSED;
}

void remove_stale(const std::string& path, const SocketAddress& address) {
  struct stat found;
  if (::lstat(path.c_str(), &found) != 0) return;
  if (!S_ISSOCK(found.st_mode)) refuse(path, "a file that is no socket is there");
  if (!nobody_listens(address)) throw ListenError(path, Address{path, 0});
  if (::unlink(path.c_str()) != 0) {
    refuse(path, fmt::format("a socket that nobody listens on cannot be removed: {}", std::strerror(errno)));
  }
}

}  // namespace

std::shared_ptr<const SocketFile> SocketFile::bind(const Descriptor& socket, const std::string& path,
                                                   const SocketFileOptions& options) {
  if (path.size() > longest_socket_path) {
    refuse(path, fmt::format("a socket's path has at most {} octets", longest_socket_path));
  }
  const uid_t owner = owner_of(path, options.owner);
  const gid_t group = group_of(path, options.group);
  const SocketAddress address = socket_path_address(path);
  remove_stale(path, address);
  if (::bind(socket.number(), address.data(), address.size) != 0) refuse(path, std::strerror(errno));
  const std::shared_ptr<const SocketFile> file(new SocketFile(path));
  file->change(owner, group, options.mode);
  return file;
}

std::shared_ptr<const SocketFile> SocketFile::adopt(const std::string& path) {
  return std::shared_ptr<const SocketFile>(new SocketFile(path));
}

SocketFile::SocketFile(const std::string& path) : path_(path), facts_() {
  ::lstat(path_.c_str(), &facts_);
}

void SocketFile::change(uid_t owner, gid_t group, std::optional<mode_t> mode) const {
  const bool is_given = owner != unchanged || group != unchanged;
  if (is_given && ::lchown(path_.c_str(), owner, group) != 0) {
    refuse(path_, fmt::format("owner or group cannot be changed: {}", std::strerror(errno)));
  }
  if (mode && ::chmod(path_.c_str(), *mode) != 0) {
    refuse(path_, fmt::format("the mode cannot be changed: {}", std::strerror(errno)));
  }
}

// The one that took its place may have got the same number, but somebody listens there.
SocketFile::~SocketFile() {
  struct stat found;
  if (::lstat(path_.c_str(), &found) != 0 || found.st_dev != facts_.st_dev || found.st_ino != facts_.st_ino) return;
  if (nobody_listens(socket_path_address(path_))) ::unlink(path_.c_str());
}

}  // namespace weft::io
