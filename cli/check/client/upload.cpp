#include <cli/check/client/upload.hpp>

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

namespace weft::cli::check {

Upload::Upload() : path_((std::filesystem::temp_directory_path() / "weft-upload-XXXXXX").string()) {
  const int descriptor = ::mkstemp(path_.data());
  const std::string content(size, 'x');
  const bool is_whole = descriptor >= 0 && ::write(descriptor, content.data(), size) == static_cast<ssize_t>(size);
  if (descriptor >= 0) ::close(descriptor);
  if (is_whole) return;
  throw std::runtime_error(fmt::format("{}: {}", path_, std::error_code(errno, std::generic_category()).message()));
}

Upload::~Upload() {
  ::unlink(path_.c_str());
}

}  // namespace weft::cli::check
