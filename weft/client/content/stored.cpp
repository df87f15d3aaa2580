#include <weft/client/content/stored.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <weft/io/descriptor.hpp>

namespace weft::client {

namespace {

Fault not_readable(const std::string& path, int error) {
  return {Reason::file_not_readable, fmt::format("{}: {}", path, std::generic_category().message(error))};
}

// A text, or an open file, and the octets that are left of it.
struct OpenPart {
  const Stored::Part* part;
  io::Descriptor file;
  std::uint64_t size = 0;
  std::uint64_t left = 0;
};

Result<OpenPart, Fault> open_file(const Stored::Part& part) {
  io::Descriptor file(::open(part.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat facts{};
  if (!file.valid() || ::fstat(file.number(), &facts) != 0) return fail(not_readable(part.path, errno));
  if (!S_ISREG(facts.st_mode)) {
    return fail(Fault{Reason::file_not_readable, fmt::format("{}: not a regular file", part.path)});
  }
  const auto size = static_cast<std::uint64_t>(facts.st_size);
  return OpenPart{&part, std::move(file), size, size};
}

Result<OpenPart, Fault> open_part(const Stored::Part& part) {
  if (!part.path.empty()) return open_file(part);
  return OpenPart{&part, {}, part.text.size(), part.text.size()};
}

class StoredBody final : public ContentBody {
 public:
  explicit StoredBody(std::vector<OpenPart> parts) : parts_(std::move(parts)) { skip_what_is_over(); }

  http::Pulled pull(MutableOctets room) override {
    std::size_t written = 0;
    while (written < room.size() && next_ < parts_.size()) {
      const std::size_t got = read(parts_[next_], room.subspan(written));
      if (got == 0) return fail(std::move(found_));
      written += got;
      skip_what_is_over();
    }
    return {written, next_ == parts_.size() ? http::Pulled::State::end : http::Pulled::State::more};
  }

 private:
  // 0: the fault has been found.
  std::size_t read(OpenPart& part, MutableOctets room) {
    const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(room.size(), part.left));
    const std::size_t got = part.file.valid() ? read_file(part, room.first(most)) : most;
    if (!part.file.valid()) std::memcpy(room.data(), part.part->text.data() + (part.size - part.left), got);
    part.left -= got;
    return got;
  }

  std::size_t read_file(const OpenPart& part, MutableOctets room) {
    ssize_t got = 0;
    do {
      got = ::read(part.file.number(), room.data(), room.size());
    } while (got < 0 && errno == EINTR);
    if (got > 0) return static_cast<std::size_t>(got);
    const std::string& path = part.part->path;
    if (got < 0) {
      found_ = not_readable(path, errno);
    } else {
      found_ = {Reason::file_changed,
                fmt::format("{}: ends after {} of {} octets", path, part.size - part.left, part.size)};
    }
    return 0;
  }

  void skip_what_is_over() {
    while (next_ < parts_.size() && parts_[next_].left == 0) ++next_;
  }

  std::vector<OpenPart> parts_;
  std::size_t next_ = 0;
  Fault found_{};
};

}  // namespace

Result<OpenedContent, Fault> Stored::open(io::Loop& /*loop*/, std::function<void()> /*ready*/) {
  std::vector<OpenPart> parts;
  parts.reserve(parts_.size());
  std::uint64_t length = 0;
  for (const Part& part : parts_) {
    auto opened = open_part(part);
    if (!opened) return fail(std::move(opened.error()));
    length += opened->size;
    parts.push_back(std::move(*opened));
  }
  return OpenedContent{std::make_unique<StoredBody>(std::move(parts)), length};
}

}  // namespace weft::client
