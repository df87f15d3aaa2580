#include <weft/server/handlers/root_directory.hpp>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace weft::server {
namespace {

int open_beneath(int directory, const char* path) {
  open_how how{};
  // A FIFO or a device must not make us wait, nor become our terminal.
  how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  long opened;
  do {
    opened = ::syscall(SYS_openat2, directory, path, &how, sizeof how);
    // RESOLVE_BENEATH says EAGAIN when a rename came in between: try again, the answer is safe either way.
  } while (opened < 0 && (errno == EINTR || errno == EAGAIN));
  return static_cast<int>(opened);
}

}  // namespace

RootDirectory::RootDirectory(const std::filesystem::path& path)
    : directory_(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (!directory_.valid()) throw std::system_error(errno, std::generic_category(), path.string());
  const io::Descriptor probe(open_beneath(directory_.number(), "."));
  if (!probe.valid()) throw std::system_error(errno, std::generic_category(), path.string() + ": openat2");
}

Result<OpenFile, std::errc> RootDirectory::open(const std::string& path) const {
  io::Descriptor descriptor(open_beneath(directory_.number(), path.c_str()));
  OpenFile file{std::move(descriptor), {}};
  if (!file.descriptor.valid() || ::fstat(file.descriptor.number(), &file.facts) != 0) {
    return fail(static_cast<std::errc>(errno));
  }
  return file;
}

}  // namespace weft::server
