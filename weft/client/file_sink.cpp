#include <weft/client/file_sink.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <system_error>
#include <utility>

#include <weft/client/resumption.hpp>

namespace weft::client {

namespace {

Fault not_written(const std::string& path, int error) {
  return {Reason::file_not_written, fmt::format("{}: {}", path, std::generic_category().message(error))};
}

// An empty one is none.
Result<void, Fault> keep_validator(const std::string& path, std::string_view validator) {
  const std::string its_path = validator_path(path);
  ::unlink(its_path.c_str());
  if (validator.empty()) return {};
  std::ofstream out(its_path, std::ios::binary);
  out << validator << std::flush;
  return out ? Result<void, Fault>() : fail(not_written(its_path, errno));
}

// A device or a pipe: a file in its place would be lost to its readers, and /dev/null to everybody.
bool is_no_file(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

}  // namespace

Result<FileSink, Fault> FileSink::open(std::string path) {
  if (is_no_file(path)) {
    io::Descriptor device(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!device.valid()) return fail(not_written(path, errno));
    std::string same = path;
    return FileSink(std::move(path), std::move(same), std::move(device), true);
  }
  std::string part = path + ".part";
  io::Descriptor file(::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file.valid()) return fail(not_written(part, errno));
  return FileSink(std::move(path), std::move(part), std::move(file), false);
}

Result<FileSink, Fault> FileSink::go_on(std::string path, std::uint64_t offset, std::string_view validator) {
  std::string part = path + ".part";
  const bool is_there = ::access(part.c_str(), F_OK) == 0;
  if (!is_there && offset > 0 && std::rename(path.c_str(), part.c_str()) != 0) return fail(not_written(path, errno));
  io::Descriptor file(::open(part.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
  const auto end = static_cast<off_t>(offset);
  const bool goes =
      file.valid() && ::ftruncate(file.number(), end) == 0 && ::lseek(file.number(), end, SEEK_SET) == end;
  if (!goes) return fail(not_written(part, errno));
  if (auto kept = keep_validator(path, validator); !kept) return fail(std::move(kept.error()));
  return FileSink(std::move(path), std::move(part), std::move(file), true);
}

FileSink::FileSink(std::string path, std::string part, io::Descriptor file, bool stays)
    : path_(std::move(path)), part_(std::move(part)), file_(std::move(file)), stays_(stays) {}

FileSink::~FileSink() {
  if (file_.valid() && !stays_) ::unlink(part_.c_str());
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
  if (closed && part_ == path_) return {};
  if (closed && std::rename(part_.c_str(), path_.c_str()) == 0) {
    if (stays_) ::unlink(validator_path(path_).c_str());
    return {};
  }
  const int error = errno;
  if (!stays_) ::unlink(part_.c_str());
  return fail(not_written(path_, error));
}

}  // namespace weft::client
