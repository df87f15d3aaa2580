// One version of one file: what its responses say about it, and its octets, in memory or behind a descriptor. Each
// thread has its own.
//
// RFC 9110 8.8.1: a strong validator changes whenever the content does. The entity tag is made of size, mtime, ctime
// and inode, and of a hash of the octets where they are in memory. Facts alone can be trusted under two conditions:
//
// * The clock that dates files has gone on since the last change. Two changes within one of its ticks have the same
//   facts, so before the tick is over a file has no facts to be known by, and is not taken for the same later on.
// * The ctime is a time at which the kernel saw a change, and so cannot be chosen. An mtime of 0 or 1 is what builds
//   write to be reproducible: it says nothing, so there is no Last-Modified. If the ctime is 0 or 1 as well, both come
//   from the image of a file system, and another image may have the same.
//
// A file behind a descriptor that several read has pieces kept in memory: each from the second time on that a reader
// comes to it. A copy from there costs a third of a pread(), which has its price for every page.
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weft/base/bytes.hpp>
#include <weft/base/local_ptr.hpp>
#include <weft/base/time.hpp>
#include <weft/http/date.hpp>
#include <weft/http/precondition.hpp>
#include <weft/server/handlers/file_coding.hpp>
#include <weft/server/handlers/root_directory.hpp>

namespace weft::server {

class FileContent : public LocallyShared {
 public:
  // How large a file may be to be read at once, after which its descriptor is closed, or to be kept piece by piece.
  struct Limits {
    std::size_t in_memory;
    std::size_t in_pieces;
  };
  static constexpr std::size_t piece_size = 64 * 1024;

  // `path` decides the media type. Null if the file cannot be read.
  static LocalPtr<const FileContent> load(OpenFile file, std::string_view path, Limits limits);

  // The octets of another file in a coding. It is known by the facts of that one, and its tag is a weak one.
  static LocalPtr<const FileContent> compressed(const FileContent& original, std::vector<std::uint8_t> octets);

  std::uint64_t size() const { return size_; }
  std::string_view media_type() const { return media_type_; }
  // Empty where nothing tells this version from another one.
  std::string_view etag() const { return etag_; }
  // Nothing if the file has no date that means anything. The date may lie in the future.
  std::optional<http::Date> modified() const { return modified_; }
  // The text of that date.
  std::string_view last_modified() const { return http::as_text(last_modified_); }
  // `now`: the Date of the response.
  http::Representation representation(http::Date now) const;

  bool in_memory() const { return !descriptor_.valid(); }
  // All of it, if it is in memory.
  Octets octets() const { return octets_; }
  // From `offset` into `room`, perhaps less than fits; 0 when the file has become shorter or cannot be read.
  std::size_t read(std::uint64_t offset, MutableOctets room) const;
  // Gives the memory of all pieces back, and keeps no more.
  void drop_pieces() const { pieces_.clear(); }

  // Whether these facts are still those of this version.
  bool is_same(const struct stat& facts) const;
  const struct stat& facts() const { return facts_; }

  // Which files stand beside this one with the same content in a coding. Files keeps that here.
  struct Siblings {
    FileCodings codings;
    // Codings in which somebody is sent this file and leaves the result to others.
    FileCodings being_made = {};
    Time next_look = Time::min();
  };
  Siblings& siblings() const { return siblings_; }

 private:
  struct Piece {
    std::unique_ptr<std::uint8_t[]> octets;
    bool was_read = false;
  };

  FileContent(OpenFile file, std::string_view path);
  FileContent(const FileContent& original, std::vector<std::uint8_t> octets);
  bool read_all();
  std::string make_etag() const;
  std::size_t read_file(std::uint64_t offset, MutableOctets room) const;
  std::size_t read_piece(std::uint64_t offset, MutableOctets room) const;
  void keep(Piece& piece, std::uint64_t start, std::size_t size) const;

  io::Descriptor descriptor_;
  std::uint64_t size_;
  std::vector<std::uint8_t> octets_;
  // Empty for a file that is not kept.
  mutable std::vector<Piece> pieces_;
  std::string_view media_type_;
  std::string etag_;
  std::optional<http::Date> modified_;
  http::DateText last_modified_;
  // These facts tell two versions apart …
  struct stat facts_;
  // … if they can be told apart.
  bool settled_;
  mutable Siblings siblings_;
};

}  // namespace weft::server
