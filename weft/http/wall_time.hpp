// What time of day it is at a Time. Engines read no clock: this is how they know the date.
#pragma once

#include <chrono>

#include <weft/base/time.hpp>
#include <weft/http/date.hpp>

namespace weft::http {

struct WallTime {
  // It is `date` at `time`.
  Time time{};
  Date date{};

  Date at(Time when) const { return std::chrono::floor<std::chrono::seconds>(date + (when - time)); }
};

}  // namespace weft::http
