#include <cli/status/cells.hpp>

#include <cstdint>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cli/get/printing.hpp>
#include <cli/get/screen.hpp>
#include <weft/base/grouped.hpp>
#include <weft/base/printable.hpp>

namespace weft::cli::status {

using Json = nlohmann::ordered_json;

std::string cell_of(const Json& text) {
  return text.is_null() ? std::string(nothing) : printable(text.get<std::string>());
}

std::string octets_of(const Json& octets) {
  return octets.is_null() ? std::string(nothing) : get::octets_text(octets.get<std::uint64_t>());
}

std::string request_of(const Json& stream) {
  const Json& method = stream.at("method");
  return method.is_null() ? std::string(nothing) : cell_of(method) + " " + cell_of(stream.at("target"));
}

std::string window_of(const Json& value) {
  if (value.is_null()) return std::string(nothing);
  const auto octets = value.get<std::int64_t>();
  return octets < 0 ? "-" + grouped(static_cast<std::uint64_t>(-octets)) : grouped(static_cast<std::uint64_t>(octets));
}

std::string order_of(const Json& stream) {
  if (!stream.at("weight").is_null()) {
    return fmt::format("{}<{}", stream.at("weight").get<unsigned>(), stream.at("parent").get<unsigned>());
  }
  if (stream.at("urgency").is_null()) return std::string(nothing);
  return fmt::format("u{}{}", stream.at("urgency").get<unsigned>(), stream.at("incremental").get<bool>() ? "i" : "");
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
