#include <weft/server/handlers/file_content.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>
#include <new>
#include <utility>

#include <weft/http/media_type.hpp>
#include <weft/server/compression/compression.hpp>

namespace weft::server {
namespace {

bool is_before(const timespec& a, const timespec& b) {
  return a.tv_sec != b.tv_sec ? a.tv_sec < b.tv_sec : a.tv_nsec < b.tv_nsec;
}

bool is_same_time(const timespec& a, const timespec& b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

// Whether every change from now on has a later ctime. Some file systems count in seconds or two of them.
bool is_settled(const OpenFile& file) {
  timespec changed = file.facts.st_ctim;
  if (changed.tv_nsec == 0) changed.tv_sec += 2;
  return is_before(changed, file.looked);
}

// 0 and 1 are what reproducible builds write.
bool says_something(const timespec& time) {
  return time.tv_sec > 1;
}

std::optional<http::Date> date_of(const timespec& modified) {
  if (!says_something(modified)) return std::nullopt;
  return http::Date(std::chrono::seconds(modified.tv_sec));
}

}  // namespace

LocalPtr<const FileContent> FileContent::load(OpenFile file, std::string_view path, Limits limits) {
  LocalPtr<FileContent> content(new FileContent(std::move(file), path));
  const std::uint64_t size = content->size();
  if (size <= limits.in_memory) {
    if (!content->read_all()) return {};
  } else if (size <= limits.in_pieces) {
    content->pieces_.resize((size + piece_size - 1) / piece_size);
  }
  content->etag_ = content->make_etag();
  // A date alone would be a worse one: it stays the same for a second.
  if (content->etag_.empty()) content->modified_.reset();
  return content;
}

LocalPtr<const FileContent> FileContent::compressed(const FileContent& original, std::vector<std::uint8_t> octets) {
  return LocalPtr<const FileContent>(new FileContent(original, std::move(octets)));
}

FileContent::FileContent(const FileContent& original, std::vector<std::uint8_t> octets)
    : size_(octets.size()),
      octets_(std::move(octets)),
      media_type_(original.media_type_),
      etag_(weak_tag(original.etag_)),
      modified_(original.modified_),
      last_modified_(original.last_modified_),
      facts_(original.facts_),
      settled_(original.settled_) {}

FileContent::FileContent(OpenFile file, std::string_view path)
    : descriptor_(std::move(file.descriptor)),
      size_(static_cast<std::uint64_t>(file.facts.st_size)),
      media_type_(http::media_type_of(path)),
      modified_(date_of(file.facts.st_mtim)),
      last_modified_(http::format_date(modified_.value_or(http::Date()))),
      facts_(file.facts),
      settled_(is_settled(file)) {}

http::Representation FileContent::representation(http::Date now) const {
  http::Representation current;
  current.etag = http::parse_entity_tag(etag_);
  if (modified_) current.last_modified = std::min(*modified_, now);
  // A date that was chosen may also be that of another version. If the last change set it, no earlier version had it.
  current.date_was_chosen = facts_.st_mtim.tv_sec != facts_.st_ctim.tv_sec;
  return current;
}

// The tag is one number for all that was seen: each response carries it, and where every file has its own it is not
// compressed.
std::string FileContent::make_etag() const {
  const auto& modified = facts_.st_mtim;
  const auto& changed = facts_.st_ctim;
  const bool known = in_memory() || (settled_ && (says_something(modified) || says_something(changed)));
  if (!known) return {};
  const std::hash<std::string_view> hash;
  const auto seen = fmt::format("{:x}.{:x} {:x}.{:x} {:x} {:x}", modified.tv_sec, modified.tv_nsec, changed.tv_sec,
                                changed.tv_nsec, facts_.st_ino, hash(as_text(octets_)));
  return fmt::format("\"{:x}-{:x}\"", size_, hash(seen));
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

// Ends where the piece ends, so that a reader who reads on comes to the beginning of the next piece.
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

// A piece is not kept if memory for it is missing, or if it may belong to another version already.
void FileContent::keep(Piece& piece, std::uint64_t start, std::size_t size) const {
  std::unique_ptr<std::uint8_t[]> octets(new (std::nothrow) std::uint8_t[size]);
  struct stat facts;
  const bool whole = octets && read_file(start, {octets.get(), size}) == size;
  if (whole && ::fstat(descriptor_.number(), &facts) == 0 && is_same(facts)) piece.octets = std::move(octets);
}

bool FileContent::is_same(const struct stat& facts) const {
  return settled_ && facts.st_dev == facts_.st_dev && facts.st_ino == facts_.st_ino &&
         facts.st_size == facts_.st_size && is_same_time(facts.st_mtim, facts_.st_mtim) &&
         is_same_time(facts.st_ctim, facts_.st_ctim);
}

}  // namespace weft::server
