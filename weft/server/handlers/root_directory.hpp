// A directory that cannot be left: openat2(RESOLVE_BENEATH), so the kernel itself refuses every way out, also links
// that are changed at that moment.
//
// A link is judged by where it ends: one that is absolute, or goes out by ".." and comes back, is followed to what is
// inside. One that ends outside, or leads through a magic link of /proc, is not.
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
  // Invalid with the reason in errno.
  io::Descriptor open_inside(const std::string& path) const;
  io::Descriptor open_where_it_ends(const std::string& path) const;

  io::Descriptor directory_;
};

}  // namespace weft::server
