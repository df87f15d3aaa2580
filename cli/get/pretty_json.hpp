// JSON with a line for each member. Numbers and texts stay octet for octet what they are.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weft::cli::get {

// Nothing for text that is no JSON.
std::optional<std::string> pretty_json(std::string_view text);

}  // namespace weft::cli::get
