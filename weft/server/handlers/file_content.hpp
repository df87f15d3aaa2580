// One version of one file: what its responses say about it, and its octets, in memory or behind a descriptor. Each
// thread has its own.
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <weft/base/bytes.hpp>
#include <weft/base/local_ptr.hpp>
#include <weft/http/date.hpp>
#include <weft/http/precondition.hpp>
#include <weft/server/handlers/root_directory.hpp>

namespace weft::server {

class FileContent : public LocallyShared {
 public:
  // `path` decides the media type. Files of at most `in_memory` octets are read at once and their descriptor is closed;
  // null if that fails.
  static LocalPtr<const FileContent> load(OpenFile file, std::string_view path, std::size_t in_memory);

  std::uint64_t size() const { return size_; }
  std::string_view media_type() const { return media_type_; }
  std::string_view etag() const { return etag_; }
  std::string_view last_modified() const { return http::as_text(last_modified_); }
  http::Representation representation() const;

  bool in_memory() const { return !descriptor_.valid(); }
  // All of it, if it is in memory.
  Octets octets() const { return octets_; }
  // From `offset` into `room`; 0 when the file has become shorter or cannot be read.
  std::size_t read(std::uint64_t offset, MutableOctets room) const;

  // Whether these facts are still those of this version.
  bool is_same(const struct stat& facts) const;

 private:
  FileContent(OpenFile file, std::string_view path);
  bool read_all();

  io::Descriptor descriptor_;
  std::uint64_t size_;
  std::vector<std::uint8_t> octets_;
  std::string_view media_type_;
  std::string etag_;
  http::Date modified_;
  http::DateText last_modified_;
  // What tells two versions apart.
  struct timespec changed_;
  ino_t inode_;
};

}  // namespace weft::server
