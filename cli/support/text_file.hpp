// Text files that people write: read as a whole, and a place in them as an editor names it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>

#include <fmt/format.h>

namespace weft::cli {

// `-` is the standard input. Nothing if it cannot be read.
inline std::optional<std::string> read_text(const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (file.bad()) return std::nullopt;
  return text;
}

// "line:column" of an octet, both from 1.
inline std::string place_in(const std::string& text, std::size_t offset) {
  const std::string before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') + 1;  // 0 where there is none: npos + 1
  return fmt::format("{}:{}", line, before.size() - line_start + 1);
}

}  // namespace weft::cli
