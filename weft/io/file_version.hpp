// Tells whether a file is another than it was, or has another content.
#pragma once

#include <cstdint>
#include <string>

namespace weft::io {

// Taken before the file is read, so that a change meanwhile is seen as one.
struct FileVersion {
  std::uint64_t file = 0;
  std::int64_t size = 0;
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;

  bool operator==(const FileVersion&) const = default;
};

// That of no file where there is none.
FileVersion version_of_file(const std::string& path);

}  // namespace weft::io
