#include <weft/config/text_file.hpp>

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include <weft/base/place_in.hpp>

namespace weft::config {

std::string text_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw std::invalid_argument(fmt::format("{}: cannot be read", path));
  return text.str();
}

std::string place_in_file(std::string_view path, std::string_view text, std::size_t offset) {
  return fmt::format("{}{}{}", path, path.empty() ? "" : ":", place_in(text, offset));
}

}  // namespace weft::config
