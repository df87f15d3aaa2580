#include <cli/load/pace.hpp>

#include <algorithm>
#include <cmath>

namespace weft::cli::load {

Pace::Pace(const Timetable& timetable) : timetable_(timetable), left_(timetable.count) {
  if (open_loop()) next_due_ = due_of(0);
}

bool Pace::exhausted(Time now) const {
  const Time due = open_loop() ? next_due_ : now;
  return due >= timetable_.end || (left_ == 0 && due >= timetable_.measured);
}

Time Pace::next_due() const {
  return exhausted(next_due_) ? never : next_due_;
}

std::uint64_t Pace::waiting(Time now, std::uint64_t most) const {
  Pace ahead = *this;
  std::uint64_t count = 0;
  while (count < most && ahead.next(now)) ++count;
  return count;
}

std::uint64_t Pace::unsent(Time now) const {
  if (timetable_.count != Timetable().count) return left_;
  return open_loop() ? waiting(now) : 0;
}

// Computed from the number, so that rounding errors do not add up.
Time Pace::due_of(std::uint64_t number) const {
  const double place = static_cast<double>(number * timetable_.turns + timetable_.turn);
  auto after = Duration(static_cast<Duration::rep>(std::ceil(place * 1e9 / timetable_.rate)));
  if (timetable_.rate * 1e-9 * static_cast<double>(shortest_step.count()) > 1) {
    after = (after + shortest_step - Duration(1)) / shortest_step * shortest_step;
  }
  return timetable_.begin + after;
}

}  // namespace weft::cli::load
