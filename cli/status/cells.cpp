#include <cli/status/cells.hpp>

#include <cstdint>

#include <nlohmann/json.hpp>

#include <cli/get/printing.hpp>
#include <cli/get/screen.hpp>
#include <weft/base/printable.hpp>

namespace weft::cli::status {

std::string cell_of(const nlohmann::ordered_json& text) {
  return text.is_null() ? std::string(nothing) : printable(text.get<std::string>());
}

std::string octets_of(const nlohmann::ordered_json& octets) {
  return octets.is_null() ? std::string(nothing) : get::octets_text(octets.get<std::uint64_t>());
}

std::string cut_to(std::string text, std::size_t columns) {
  if (get::columns_of(text) <= columns) return text;
  const auto is_continuation = [](char octet) { return (static_cast<unsigned char>(octet) & 0xc0) == 0x80; };
  while (!text.empty() && get::columns_of(text) >= columns) {
    while (text.size() > 1 && is_continuation(text.back())) text.pop_back();
    text.pop_back();
  }
  return text + "…";
}

}  // namespace weft::cli::status
