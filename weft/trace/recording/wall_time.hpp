// The time of day that a recording has.
#pragma once

#include <chrono>
#include <string>

namespace weft::trace {

// RFC 3339, to the millisecond: "2026-11-29T12:00:00.250Z".
std::string wall_time(std::chrono::system_clock::time_point at);

}  // namespace weft::trace
