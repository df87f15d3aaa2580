// RFC 3986 2.1 and 3.3: a decoded path becomes text that a Location field or a link may hold.
#pragma once

#include <string>
#include <string_view>

namespace weft::http {

// Appends to `out`. "/" stays as it is; every octet that is neither unreserved nor harmless in a path becomes %XX.
void encode_path(std::string_view path, std::string& out);

}  // namespace weft::http
