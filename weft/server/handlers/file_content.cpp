#include <weft/server/handlers/file_content.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include <weft/http/media_type.hpp>

namespace weft::server {

LocalPtr<const FileContent> FileContent::load(OpenFile file, std::string_view path, std::size_t in_memory) {
  LocalPtr<FileContent> content(new FileContent(std::move(file), path));
  if (content->size() <= in_memory && !content->read_all()) return {};
  return content;
}

FileContent::FileContent(OpenFile file, std::string_view path)
    : descriptor_(std::move(file.descriptor)),
      size_(static_cast<std::uint64_t>(file.facts.st_size)),
      media_type_(http::media_type_of(path)),
      etag_(fmt::format("\"{:x}-{:x}-{:x}\"", file.facts.st_mtim.tv_sec, file.facts.st_mtim.tv_nsec, size_)),
      modified_(std::chrono::seconds(file.facts.st_mtim.tv_sec)),
      last_modified_(http::format_date(modified_)),
      changed_(file.facts.st_ctim),
      inode_(file.facts.st_ino) {}

http::Representation FileContent::representation() const {
  return {.etag = http::parse_entity_tag(etag_), .last_modified = modified_};
}

bool FileContent::read_all() {
  octets_.resize(size_);
  std::size_t filled = 0;
  while (filled < octets_.size()) {
    const std::size_t got = read(filled, MutableOctets(octets_).subspan(filled));
    if (got == 0) return false;
    filled += got;
  }
  descriptor_ = io::Descriptor();
  return true;
}

std::size_t FileContent::read(std::uint64_t offset, MutableOctets room) const {
  if (in_memory()) {
    const std::size_t size = std::min<std::size_t>(room.size(), octets_.size() - offset);
    std::copy_n(octets_.begin() + static_cast<std::ptrdiff_t>(offset), size, room.begin());
    return size;
  }
  ssize_t got;
  do {
    got = ::pread(descriptor_.number(), room.data(), room.size(), static_cast<off_t>(offset));
  } while (got < 0 && errno == EINTR);
  return got < 0 ? 0 : static_cast<std::size_t>(got);
}

bool FileContent::is_same(const struct stat& facts) const {
  return facts.st_ino == inode_ && facts.st_ctim.tv_sec == changed_.tv_sec &&
         facts.st_ctim.tv_nsec == changed_.tv_nsec && static_cast<std::uint64_t>(facts.st_size) == size_;
}

}  // namespace weft::server
