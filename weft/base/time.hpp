// Time as an argument: nothing below `io` reads a clock.
#pragma once

#include <chrono>

namespace weft {

using Duration = std::chrono::nanoseconds;
using Time = std::chrono::time_point<std::chrono::steady_clock, Duration>;

// `never` is the deadline of something that has no deadline.
inline constexpr Time never = Time::max();

}  // namespace weft
