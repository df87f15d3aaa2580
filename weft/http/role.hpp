// RFC 9110 3.3: the part that we play in a connection.
#pragma once

#include <cstdint>

namespace weft::http {

enum class Role : std::uint8_t { client, server };

}  // namespace weft::http
