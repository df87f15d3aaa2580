#include <weft/io/file_version.hpp>

#include <sys/stat.h>

namespace weft::io {

FileVersion version_of_file(const std::string& path) {
  struct stat status = {};
  if (path.empty() || ::stat(path.c_str(), &status) != 0) return {};
  return {.file = status.st_ino,
          .size = status.st_size,
          .seconds = status.st_mtim.tv_sec,
          .nanoseconds = status.st_mtim.tv_nsec};
}

}  // namespace weft::io
