// The paths of files: which are hidden, and which are folders.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace weft::server {

inline constexpr std::string_view index_name = "index.html";

// RFC 8615: /.well-known/ is there to be served.
inline constexpr std::string_view well_known = ".well-known";

inline bool is_hidden(std::string_view path) {
  for (std::size_t start = 0; start < path.size();) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    const std::string_view segment = path.substr(start, end - start);
    if (segment.starts_with('.') && segment != well_known) return true;
    start = end + 1;
  }
  return false;
}

inline bool is_folder(std::string_view path) {
  return path.empty() || path.ends_with('/');
}

}  // namespace weft::server
