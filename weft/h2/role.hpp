#pragma once

#include <cstdint>

namespace weft::h2 {

enum class Role : std::uint8_t { client, server };

}  // namespace weft::h2
