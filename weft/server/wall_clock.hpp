// The time of day, read at most once a second: what `date` and the log show.
#pragma once

#include <chrono>
#include <string_view>

#include <weft/base/time.hpp>
#include <weft/http/date.hpp>
#include <weft/http/wall_time.hpp>

namespace weft::server {

class WallClock {
 public:
  using Point = std::chrono::system_clock::time_point;

  // The second that `now` lies in. `wall` is only called when that second is over.
  template <class Wall>
  void update(Time now, Wall wall) {
    if (now < end_.time) return;
    begin(now, wall());
  }
  void update(Time now) { update(now, &std::chrono::system_clock::now); }

  http::Date second() const { return second_; }
  // The second of another moment, as the clock goes now.
  http::Date second_of(Time when) const { return end_.at(when); }
  // For engines, once it was updated.
  const http::WallTime& time() const { return end_; }
  // RFC 9110 6.6.1: the value of `date`.
  std::string_view date() const { return http::as_text(date_); }

 private:
  void begin(Time now, Point wall) {
    second_ = std::chrono::floor<std::chrono::seconds>(wall);
    end_ = {now + (std::chrono::seconds(1) - (wall - second_)), second_ + std::chrono::seconds(1)};
    date_ = http::format_date(second_);
  }

  // The end of this second.
  http::WallTime end_{Time::min(), {}};
  http::Date second_{};
  http::DateText date_{};
};

}  // namespace weft::server
