// A directory that cannot be left: openat2(RESOLVE_BENEATH), so the kernel itself refuses every way out, also links
// that are changed at that moment.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <system_error>

#include <weft/base/result.hpp>
#include <weft/io/descriptor.hpp>

namespace weft::server {

struct OpenFile {
  io::Descriptor descriptor;
  struct stat facts;
};

class RootDirectory {
 public:
  // Throws std::system_error that names the path.
  explicit RootDirectory(const std::filesystem::path& path);

  // `path` is relative to the directory. Never blocks, whatever kind of file it is.
  Result<OpenFile, std::errc> open(const std::string& path) const;

 private:
  io::Descriptor directory_;
};

}  // namespace weft::server
