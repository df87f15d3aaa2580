// Fields as handlers set them: what HTTP forbids is refused, or a response could be split in two by what its handler
// quotes. Throws std::invalid_argument, which becomes a 500.
#pragma once

#include <string_view>

namespace weft::server {

void check_field(std::string_view name, std::string_view value);

}  // namespace weft::server
