// Text files that people write: read as a whole.
#pragma once

#include <array>
#include <cstddef>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>

namespace weft::cli {

// In blocks, because a body of 100 MB octet by octet takes seconds.
inline std::optional<std::string> read_all(std::istream& in) {
  std::string text;
  std::array<char, 65536> block;
  while (in.read(block.data(), block.size()) || in.gcount() > 0) {
    text.append(block.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) return std::nullopt;
  return text;
}

// `-` is the standard input. Nothing if it cannot be read.
inline std::optional<std::string> read_text(const std::string& path) {
  if (path == "-") return read_all(std::cin);
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return read_all(file);
}

}  // namespace weft::cli
