#include <weft/io/private_file.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace weft::io {

namespace {

constexpr mode_t owner_alone = 0600;

Descriptor make(const std::string& path) {
  return Descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, owner_alone));
}

bool is_file(const std::string& path) {
  struct stat status{};
  return ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

Descriptor refused(int why) {
  errno = why;
  return {};
}

// /dev/fd/63 is a link. A pipe that somebody else has laid where everybody may write would read along.
Descriptor open_device(const std::string& path) {
  Descriptor device(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  struct stat status{};
  if (!device.valid() || ::fstat(device.number(), &status) != 0) return {};
  if (S_ISREG(status.st_mode)) return refused(ELOOP);
  const bool is_ours = status.st_uid == ::geteuid() || status.st_uid == 0;
  return is_ours ? std::move(device) : refused(EPERM);
}

}  // namespace

Descriptor open_private(const std::string& path) {
  Descriptor file = make(path);
  if (file.valid() || errno != EEXIST) return file;
  if (!is_file(path)) return open_device(path);
  if (::unlink(path.c_str()) != 0) return {};
  return make(path);
}

}  // namespace weft::io
