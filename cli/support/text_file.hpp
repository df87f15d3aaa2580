// Text files that people write: read as a whole, and a place in them as an editor names it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>

#include <fmt/format.h>

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

// "line:column" of an octet, both from 1.
inline std::string place_in(const std::string& text, std::size_t offset) {
  const std::string before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') + 1;  // 0 where there is none: npos + 1
  return fmt::format("{}:{}", line, before.size() - line_start + 1);
}

}  // namespace weft::cli
