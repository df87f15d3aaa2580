#include <cli/status/cells.hpp>

#include <cstdint>

#include <nlohmann/json.hpp>

#include <cli/get/printing.hpp>
#include <weft/base/printable.hpp>

namespace weft::cli::status {

std::string cell_of(const nlohmann::ordered_json& text) {
  return text.is_null() ? std::string(nothing) : printable(text.get<std::string>());
}

std::string octets_of(const nlohmann::ordered_json& octets) {
  return octets.is_null() ? std::string(nothing) : get::octets_text(octets.get<std::uint64_t>());
}

}  // namespace weft::cli::status
