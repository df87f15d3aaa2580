// The time of day at a given Time. Engines read no clock, and know the date from this.
#pragma once

#include <chrono>

#include <weft/base/time.hpp>
#include <weft/http/date.hpp>

namespace weft::http {

struct WallTime {
  // The date is `date` at `time`.
  Time time{};
  Date date{};

  Date at(Time when) const { return std::chrono::floor<std::chrono::seconds>(date + (when - time)); }
};

}  // namespace weft::http
