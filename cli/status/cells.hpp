// Values of a server's JSON as cells of a table: "-" for null.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace weft::cli::status {

inline constexpr std::string_view nothing = "-";

// A terminal must not obey what a server says.
std::string cell_of(const nlohmann::ordered_json& text);
std::string octets_of(const nlohmann::ordered_json& octets);
// "65,535", "-4"
std::string window_of(const nlohmann::ordered_json& octets);
// A stream's request, "GET /big.json"; and its order, "u3", "u5i" as RFC 9218 has them, or "16<3", a weight of 16 below
// stream 3.
std::string request_of(const nlohmann::ordered_json& stream);
std::string order_of(const nlohmann::ordered_json& stream);
// A text that takes more columns than that loses its end: "a long te…".
std::string cut_to(std::string text, std::size_t columns);

}  // namespace weft::cli::status
