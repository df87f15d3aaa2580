// Time as an argument: nothing below `io` reads a clock.
#pragma once

#include <chrono>

namespace weft {

using Duration = std::chrono::nanoseconds;
using Time = std::chrono::time_point<std::chrono::steady_clock, Duration>;

// The deadline of something that has none.
inline constexpr Time never = Time::max();

}  // namespace weft
