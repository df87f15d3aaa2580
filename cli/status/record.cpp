#include <cli/status/record.hpp>

#include <cli/status/told.hpp>
#include <weft/base/grouped.hpp>
#include <weft/base/numbers.hpp>
#include <weft/base/printable.hpp>

namespace weft::cli::status {

std::string check_size(const std::string& text) {
  return parse_octets(text) ? "" : fmt::format("expected octets, such as 500k, 64M or 2G, not {}", text);
}

std::string record_path(const RecordWishes& wishes) {
  return fmt::format("/record?seconds={}&limit={}&size={}", wishes.seconds, wishes.limit,
                     parse_octets(wishes.size).value_or(0));
}

std::string record_line(const std::string& json) {
  return read_told(json, "this is not the answer", [](const Json& told) {
    return fmt::format(
        "connections that come in the next {} s are recorded to {}: at most {} of them, and {} B of files",
        told.at("seconds").get<std::uint64_t>(), printable(told.at("folder").get<std::string>()),
        grouped(told.at("limit").get<std::uint64_t>()), grouped(told.at("size").get<std::uint64_t>()));
  });
}

std::string objection_of(const std::string& json) {
  const Json told = Json::parse(json, nullptr, false);
  const bool is_known =
      told.is_object() && told.contains("error") && told.contains("message") && told["message"].is_string();
  return is_known ? printable(told["message"].get<std::string>()) : "expected the control endpoint of a weft server";
}

}  // namespace weft::cli::status
