#include <weft/client/file_sink.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace weft::client {

namespace {

Fault not_written(const std::string& path, int error) {
  return {Reason::file_not_written, fmt::format("{}: {}", path, std::generic_category().message(error))};
}

}  // namespace

Result<FileSink, Fault> FileSink::open(std::string path) {
  const std::string part = path + ".part";
  io::Descriptor file(::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file.valid()) return fail(not_written(part, errno));
  return FileSink(std::move(path), std::move(file));
}

FileSink::FileSink(std::string path, io::Descriptor file)
    : path_(std::move(path)), part_(path_ + ".part"), file_(std::move(file)) {}

FileSink::~FileSink() {
  if (file_.valid()) ::unlink(part_.c_str());
}

Result<void, Fault> FileSink::write(Octets octets) {
  while (!octets.empty()) {
    const ssize_t written = ::write(file_.number(), octets.data(), octets.size());
    if (written < 0 && errno != EINTR) return fail(not_written(part_, errno));
    if (written > 0) octets = octets.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

// Some file systems find out at the end that there was no room.
Result<void, Fault> FileSink::finish() {
  const bool closed = ::close(file_.release()) == 0;
  if (closed && std::rename(part_.c_str(), path_.c_str()) == 0) return {};
  const int error = errno;
  ::unlink(part_.c_str());
  return fail(not_written(path_, error));
}

}  // namespace weft::client
