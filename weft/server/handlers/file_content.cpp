#include <weft/server/handlers/file_content.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

#include <weft/http/media_type.hpp>

namespace weft::server {

LocalPtr<const FileContent> FileContent::load(OpenFile file, std::string_view path, Limits limits) {
  LocalPtr<FileContent> content(new FileContent(std::move(file), path));
  const std::uint64_t size = content->size();
  if (size <= limits.in_memory) {
    if (!content->read_all()) return {};
  } else if (size <= limits.in_pieces) {
    content->pieces_.resize((size + piece_size - 1) / piece_size);
  }
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
    const std::size_t got = read_file(filled, MutableOctets(octets_).subspan(filled));
    if (got == 0) return false;
    filled += got;
  }
  descriptor_ = io::Descriptor();
  return true;
}

std::size_t FileContent::read(std::uint64_t offset, MutableOctets room) const {
  if (!in_memory()) return pieces_.empty() ? read_file(offset, room) : read_piece(offset, room);
  const std::size_t size = std::min<std::size_t>(room.size(), octets_.size() - offset);
  std::memcpy(room.data(), octets_.data() + offset, size);
  return size;
}

std::size_t FileContent::read_file(std::uint64_t offset, MutableOctets room) const {
  ssize_t got;
  do {
    got = ::pread(descriptor_.number(), room.data(), room.size(), static_cast<off_t>(offset));
  } while (got < 0 && errno == EINTR);
  return got < 0 ? 0 : static_cast<std::size_t>(got);
}

// Ends where the piece ends, so that whoever reads on comes to the beginning of the next one.
std::size_t FileContent::read_piece(std::uint64_t offset, MutableOctets room) const {
  Piece& piece = pieces_[offset / piece_size];
  const std::size_t within = offset % piece_size;
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(piece_size, size_ - (offset - within)));
  if (within == 0 && !piece.octets && std::exchange(piece.was_read, true)) keep(piece, offset, size);
  room = room.first(std::min(room.size(), size - within));
  if (!piece.octets) return read_file(offset, room);
  std::memcpy(room.data(), piece.octets.get() + within, room.size());
  return room.size();
}

// Without memory for it, it is not kept; neither is what may belong to another version already.
void FileContent::keep(Piece& piece, std::uint64_t start, std::size_t size) const {
  std::unique_ptr<std::uint8_t[]> octets(new (std::nothrow) std::uint8_t[size]);
  struct stat facts;
  const bool whole = octets && read_file(start, {octets.get(), size}) == size;
  if (whole && ::fstat(descriptor_.number(), &facts) == 0 && is_same(facts)) piece.octets = std::move(octets);
}

bool FileContent::is_same(const struct stat& facts) const {
  return facts.st_ino == inode_ && facts.st_ctim.tv_sec == changed_.tv_sec &&
         facts.st_ctim.tv_nsec == changed_.tv_nsec && static_cast<std::uint64_t>(facts.st_size) == size_;
}

}  // namespace weft::server
