// RFC 9218 4: how urgent a response is, and whether a part of it is of use.
#pragma once

#include <cstdint>

namespace weft::http {

inline constexpr std::uint8_t urgency_levels = 8;

struct Priority {
  std::uint8_t urgency = 3;  // 0 is the most urgent, 7 background
  bool incremental = false;

  friend bool operator==(const Priority&, const Priority&) = default;
};

}  // namespace weft::http
