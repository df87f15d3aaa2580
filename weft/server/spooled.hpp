// The content of an upload: in memory while it is small, else in a file without a name, which goes with this object.
#pragma once

#include <cstdint>
#include <string>

#include <weft/base/bytes.hpp>
#include <weft/io/descriptor.hpp>

namespace weft::server {

class Spooled {
 public:
  // Octets beyond `in_memory` go to disk: to $TMPDIR, or /tmp.
  explicit Spooled(std::size_t in_memory) : in_memory_(in_memory) {}

  // append() of so many would not write to disk.
  bool has_memory_for(std::size_t octets) const { return !is_on_disk() && size_ + octets <= in_memory_; }
  // Blocks while it writes to disk. Throws std::system_error where that fails.
  void append(Octets octets);

  std::uint64_t size() const { return size_; }
  bool is_on_disk() const { return file_.valid(); }
  // For a content that is in memory; empty where it is on disk.
  const std::string& text() const { return text_; }
  // Octets from `offset` on, of memory or disk, as many as fit and as there are; 0 at the end. Throws as append().
  std::size_t read(std::uint64_t offset, MutableOctets room) const;
  // The file, for pread() and mmap(); -1 for a content that is in memory.
  int descriptor() const { return file_.number(); }

 private:
  std::size_t in_memory_;
  std::uint64_t size_ = 0;
  std::string text_;
  io::Descriptor file_;
};

}  // namespace weft::server
