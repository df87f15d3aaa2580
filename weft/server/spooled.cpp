#include <weft/server/spooled.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <weft/server/written_file.hpp>

namespace weft::server {
namespace {

// O_TMPFILE is not for all file systems. A file that has lost its name is the same.
io::Descriptor nameless_file() {
  const char* const told = std::getenv("TMPDIR");
  const std::string folder = told != nullptr && *told != '\0' ? told : "/tmp";
  io::Descriptor file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (file.valid()) return file;
  std::string path = folder + "/weft-XXXXXX";
  file = io::Descriptor(::mkostemp(path.data(), O_CLOEXEC));
  if (!file.valid()) throw std::system_error(errno, std::generic_category(), folder);
  ::unlink(path.c_str());
  return file;
}

}  // namespace

void Spooled::append(Octets octets) {
  const bool stays = has_memory_for(octets.size());
  size_ += octets.size();
  if (stays) {
    text_ += as_text(octets);
    return;
  }
  if (!is_on_disk()) {
    file_ = nameless_file();
    write_all(file_, as_octets(text_));
    std::exchange(text_, {});
  }
  write_all(file_, octets);
}

std::size_t Spooled::read(std::uint64_t offset, MutableOctets room) const {
  if (!is_on_disk()) {
    const auto rest = as_octets(text_).subspan(std::min<std::uint64_t>(offset, text_.size()));
    const auto taken = rest.first(std::min(rest.size(), room.size()));
    std::copy(taken.begin(), taken.end(), room.begin());
    return taken.size();
  }
  for (;;) {
    const ssize_t got = ::pread(file_.number(), room.data(), room.size(), static_cast<off_t>(offset));
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "a file of an upload");
  }
}

}  // namespace weft::server
