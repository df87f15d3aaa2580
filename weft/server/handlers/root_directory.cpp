#include <weft/server/handlers/root_directory.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>

namespace weft::server {
namespace {

constexpr Duration between_look_ups = std::chrono::seconds(1);

io::Descriptor open_at(const io::Descriptor& directory, const std::string& path, std::uint64_t flags,
                       std::uint64_t resolve) {
  open_how how{};
  how.flags = flags | O_CLOEXEC;
  how.resolve = resolve | RESOLVE_NO_MAGICLINKS;
  long opened;
  do {
    opened = ::syscall(SYS_openat2, directory.number(), path.c_str(), &how, sizeof how);
    // RESOLVE_BENEATH says EAGAIN when a rename came in between: try again, the answer is safe either way.
  } while (opened < 0 && (errno == EINTR || errno == EAGAIN));
  return io::Descriptor(static_cast<int>(opened));
}

io::Descriptor open_beneath(const io::Descriptor& directory, const std::string& path) {
  // A FIFO or a device must not make us wait, nor become our terminal.
  return open_at(directory, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, RESOLVE_BENEATH);
}

// The path without a link in it; empty if /proc does not tell.
std::string real_path_of(const io::Descriptor& descriptor) {
  char text[PATH_MAX];
  const auto link = fmt::format("/proc/self/fd/{}", descriptor.number());
  const ssize_t size = ::readlink(link.c_str(), text, sizeof text);
  return size <= 0 || size == sizeof text ? std::string() : std::string(text, static_cast<std::size_t>(size));
}

// The way from `root` down to `path`; empty where it is not below.
std::string way_down(std::string root, const std::string& path) {
  if (root.empty()) return {};
  if (path == root) return ".";
  if (!root.ends_with('/')) root += '/';
  return path.starts_with(root) ? path.substr(root.size()) : std::string();
}

}  // namespace

RootDirectory::RootDirectory(const std::filesystem::path& path) : path_(std::filesystem::absolute(path)) {
  const auto refuse = [&path](int error, const char* what) {
    throw std::system_error(error, std::generic_category(), path.string() + what);
  };
  open_directory();
  if (!directory_.valid()) refuse(static_cast<int>(missing_), "");
  if (!open_beneath(directory_, ".").valid()) refuse(errno, ": openat2");
}

bool RootDirectory::look_up(Time now) {
  if (now < next_look_up_) return false;
  next_look_up_ = now + between_look_ups;
  if (is_there()) return false;
  open_directory();
  return true;
}

bool RootDirectory::is_there() const {
  struct stat facts;
  return directory_.valid() && ::stat(path_.c_str(), &facts) == 0 && facts.st_dev == device_ && facts.st_ino == inode_;
}

void RootDirectory::open_directory() {
  io::Descriptor found(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat facts;
  if (!found.valid() || ::fstat(found.number(), &facts) != 0) {
    missing_ = static_cast<std::errc>(errno);
    directory_.close();
    return;
  }
  directory_ = std::move(found);
  device_ = facts.st_dev;
  inode_ = facts.st_ino;
}

Result<OpenFile, std::errc> RootDirectory::open(const std::string& path) const {
  if (!directory_.valid()) return fail(missing_);
  OpenFile file{open_inside(path), {}, {}};
  if (!file.descriptor.valid() || ::fstat(file.descriptor.number(), &file.facts) != 0) {
    return fail(static_cast<std::errc>(errno));
  }
  ::clock_gettime(CLOCK_REALTIME_COARSE, &file.looked);
  return file;
}

io::Descriptor RootDirectory::open_inside(const std::string& path) const {
  io::Descriptor file = open_beneath(directory_, path);
  if (file.valid() || errno != EXDEV) return file;
  return open_where_it_ends(path);
}

// A way out was refused, which an absolute link is even if it comes back in. The end of the way is looked for without
// opening what is there (O_PATH), and then gone to from the directory: links that are changed meanwhile can make that
// fail, or be another file of the directory, but never lead out.
io::Descriptor RootDirectory::open_where_it_ends(const std::string& path) const {
  const io::Descriptor end = open_at(directory_, path, O_PATH, 0);
  const std::string inside = end.valid() ? way_down(real_path_of(directory_), real_path_of(end)) : std::string();
  if (!inside.empty()) return open_beneath(directory_, inside);
  // Nobody learns whether a file outside exists.
  errno = EXDEV;
  return {};
}

}  // namespace weft::server
