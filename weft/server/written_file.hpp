// A file that is made for the content of an upload. Without keep() it goes with this object: what stands at the path is
// never half of something.
#pragma once

#include <string>

#include <weft/base/bytes.hpp>
#include <weft/io/descriptor.hpp>

namespace weft::server {

// Blocks. Throws std::system_error where it fails.
void write_all(const io::Descriptor& file, Octets octets);

class WrittenFile {
 public:
  // Never follows a link, and throws std::system_error where something has that path already.
  explicit WrittenFile(std::string path);
  ~WrittenFile();
  WrittenFile(const WrittenFile&) = delete;
  WrittenFile& operator=(const WrittenFile&) = delete;

  void write(Octets octets) { write_all(file_, octets); }
  void keep();

 private:
  std::string path_;
  io::Descriptor file_;
};

}  // namespace weft::server
