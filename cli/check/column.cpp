#include <cli/check/column.hpp>

#include <algorithm>

#include <fmt/format.h>

namespace weft::cli::check {

std::string indented(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    out += fmt::format("{:{}}{}\n", "", column, text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

}  // namespace weft::cli::check
