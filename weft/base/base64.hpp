// RFC 4648 4: octets as letters, digits, + and /.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weft {

std::string base64(std::string_view octets);
// Nothing for a text that is not so coded.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace weft
