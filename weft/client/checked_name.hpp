// The name of a field that a caller gives.
#pragma once

#include <string>
#include <string_view>

namespace weft::client {

// In lower case. Throws std::invalid_argument where HTTP does not allow the name, or the value.
std::string checked_name(std::string_view name, std::string_view value);

}  // namespace weft::client
