#include <cli/check/xml_text.hpp>

#include <algorithm>

#include <weft/http/escape_html.hpp>

namespace weft::cli::check {

std::string xml_text(std::string_view text) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t'; };
  std::string sound(text);
  std::ranges::replace_if(sound, is_control, '?');
  return http::escape_html(sound);
}

}  // namespace weft::cli::check
