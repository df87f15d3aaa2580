// Fields as handlers set them: what HTTP forbids is refused, or a response could be split in two by what its handler
// quotes. Throws std::invalid_argument, which becomes a 500.
#pragma once

#include <cstdint>
#include <string_view>

namespace weft::server {

// Gives what is known of it now, as http::mark.
std::uint8_t check_field(std::string_view name, std::string_view value);
// Of one whose name is right.
std::uint8_t check_value(std::string_view name, std::string_view value);

}  // namespace weft::server
