// The time of day, read at most once a second: what `date` and the log show.
#pragma once

#include <chrono>
#include <string_view>

#include <weft/base/time.hpp>
#include <weft/http/date.hpp>

namespace weft::server {

class WallClock {
 public:
  using Point = std::chrono::system_clock::time_point;

  // The second that `now` lies in. `wall` is only called when that second is over.
  template <class Wall>
  void update(Time now, Wall wall) {
    if (now < end_) return;
    begin(now, wall());
  }
  void update(Time now) { update(now, &std::chrono::system_clock::now); }

  http::Date second() const { return second_; }
  // That of another moment, as the clock goes now.
  http::Date second_of(Time when) const {
    return std::chrono::floor<std::chrono::seconds>(second_ + (std::chrono::seconds(1) - (end_ - when)));
  }
  // RFC 9110 6.6.1: the value of `date`.
  std::string_view date() const { return http::as_text(date_); }

 private:
  void begin(Time now, Point wall) {
    second_ = std::chrono::floor<std::chrono::seconds>(wall);
    end_ = now + (std::chrono::seconds(1) - (wall - second_));
    date_ = http::format_date(second_);
  }

  Time end_ = Time::min();
  http::Date second_{};
  http::DateText date_{};
};

}  // namespace weft::server
