#include <cli/load/pace.hpp>

#include <algorithm>
#include <cmath>

namespace weft::cli::load {

Pace::Pace(const Schedule& schedule) : schedule_(schedule), left_(schedule.count) {
  if (open_loop()) next_due_ = due_of(0);
}

bool Pace::exhausted(Time now) const {
  const Time due = open_loop() ? next_due_ : now;
  return due >= schedule_.end || (left_ == 0 && due >= schedule_.measured);
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
  if (schedule_.count != Schedule().count) return left_;
  return open_loop() ? waiting(now) : 0;
}

// Computed from the number, so that rounding errors do not add up.
Time Pace::due_of(std::uint64_t number) const {
  const double place = static_cast<double>(number * schedule_.turns + schedule_.turn);
  auto after = Duration(static_cast<Duration::rep>(std::ceil(place * 1e9 / schedule_.rate)));
  if (schedule_.rate * 1e-9 * static_cast<double>(shortest_step.count()) > 1) {
    after = (after + shortest_step - Duration(1)) / shortest_step * shortest_step;
  }
  return schedule_.begin + after;
}

}  // namespace weft::cli::load
