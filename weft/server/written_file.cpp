#include <weft/server/written_file.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include <weft/io/write_whole.hpp>

namespace weft::server {

void write_all(const io::Descriptor& file, Octets octets) {
  if (io::write_whole(file.number(), as_text(octets))) return;
  throw std::system_error(errno, std::generic_category(), "a file of an upload");
}

WrittenFile::WrittenFile(std::string path)
    : path_(std::move(path)), file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) {
  if (!file_.valid()) throw std::system_error(errno, std::generic_category(), path_);
}

WrittenFile::~WrittenFile() {
  if (file_.valid()) ::unlink(path_.c_str());
}

// Some file systems find out at the end that there was no room.
void WrittenFile::keep() {
  if (::close(file_.release()) == 0) return;
  const int error = errno;
  ::unlink(path_.c_str());
  throw std::system_error(error, std::generic_category(), path_);
}

}  // namespace weft::server
