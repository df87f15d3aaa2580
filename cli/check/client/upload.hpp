// A file for commands that upload one: longer than the windows that a client has without a word of the server.
#pragma once

#include <string>

namespace weft::cli::check {

class Upload {
 public:
  static constexpr std::size_t size = 100'000;

  // Throws std::runtime_error where it cannot be written.
  Upload();
  ~Upload();
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace weft::cli::check
