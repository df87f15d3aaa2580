// Values of a server's JSON as cells of a table: "-" for null.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace weft::cli::status {

inline constexpr std::string_view nothing = "-";

// A terminal must not obey what a server says.
std::string cell_of(const nlohmann::ordered_json& text);
std::string octets_of(const nlohmann::ordered_json& octets);

}  // namespace weft::cli::status
