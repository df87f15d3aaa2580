#include <weft/base/place_in.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace weft {

std::string place_in(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') + 1;  // 0 where there is none: npos + 1
  return fmt::format("{}:{}", line, before.size() - line_start + 1);
}

}  // namespace weft
