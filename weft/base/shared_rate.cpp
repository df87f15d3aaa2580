#include <weft/base/shared_rate.hpp>

namespace weft {
namespace {

using std::chrono::microseconds;

constexpr std::uint64_t million = 1'000'000;

std::uint64_t burst_of(std::uint64_t per_second) {
  return std::max<std::uint64_t>(per_second / 10, 1);
}

// A queue of these, two for each user, is as long as the burst.
std::uint64_t tick_of(std::uint64_t per_second) {
  return std::max<std::uint64_t>(per_second / 20, 1);
}

// Less is not worth a turn.
std::uint64_t least_of(std::uint64_t per_second) {
  constexpr std::uint64_t enough = 16 * 1024;
  return std::min(tick_of(per_second), enough);
}

}  // namespace

// --- the rate --------------------------------------------------------------------------------------------------------

SharedRate::SharedRate(std::shared_ptr<const RateSetting> setting)
    : setting_(std::move(setting)), allowed_(burst_of(per_second())) {}

void SharedRate::fill(Time now) {
  const std::uint64_t rate = per_second();
  if (now > filled_) {
    const auto elapsed = static_cast<std::uint64_t>(std::chrono::floor<microseconds>(now - filled_).count());
    filled_ += microseconds(elapsed);
    // A day fills any burst.
    constexpr std::uint64_t longest = 86'400;
    const std::uint64_t millionths = elapsed % million * rate + rest_;
    allowed_ += std::min(elapsed / million, longest) * rate + millionths / million;
    rest_ = millionths % million;
  }
  skip_given_up();
  cap();
}

void SharedRate::skip_given_up() {
  for (auto first = given_up_.begin(); first != given_up_.end() && first->first <= allowed_;) {
    allowed_ += first->second;
    first = given_up_.erase(first);
  }
}

void SharedRate::cap() {
  const std::uint64_t rate = per_second();
  const std::uint64_t most = asked_ + burst_of(rate);
  if (allowed_ < most && rate != 0) return;
  allowed_ = most;
  rest_ = 0;
  given_up_.clear();
}

SharedRate::Turn SharedRate::queue(std::uint64_t most, Time now) {
  const std::uint64_t rate = per_second();
  const std::uint64_t users = std::max<std::uint64_t>(waiting_.load(std::memory_order_relaxed), 1);
  const std::uint64_t octets = std::min(most, std::max(least_of(rate), tick_of(rate) / users));
  const std::lock_guard lock(mutex_);
  fill(now);
  asked_ += octets;
  return {asked_, octets};
}

bool SharedRate::has_come(Place place, Time now) {
  const std::lock_guard lock(mutex_);
  fill(now);
  return allowed_ >= place;
}

Time SharedRate::when(Place place) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t rate = per_second();
  if (allowed_ >= place || rate == 0) return filled_;
  // Nobody waits for so long without another look.
  constexpr std::uint64_t longest = 3600;
  std::uint64_t missing = place - allowed_;
  for (auto each = given_up_.begin(); each != given_up_.end() && each->first < place; ++each) missing -= each->second;
  const std::uint64_t seconds = std::min(missing / rate, longest);
  return filled_ + std::chrono::seconds(seconds) + microseconds((missing % rate * million + rate - 1) / rate);
}

// Places stay what they are: all that wait move up.
void SharedRate::give_back(std::uint64_t octets) {
  const std::lock_guard lock(mutex_);
  allowed_ += octets;
  skip_given_up();
  cap();
}

// The last one in the queue leaves no gap in it.
void SharedRate::give_up(const Turn& turn) {
  if (turn.octets == 0) return;
  const std::lock_guard lock(mutex_);
  if (turn.place == asked_ && allowed_ < turn.place) {
    asked_ -= turn.octets;
  } else {
    given_up_.emplace(turn.place - turn.octets, turn.octets);
  }
  skip_given_up();
  cap();
}

bool SharedRate::is_rested(Time now) {
  const std::lock_guard lock(mutex_);
  fill(now);
  return allowed_ == asked_ + burst_of(per_second());
}

// --- a share ---------------------------------------------------------------------------------------------------------

std::uint64_t RateShare::left(Time now, std::uint64_t needed) {
  looked_ = now;
  const std::uint64_t per_second = rate_->per_second();
  if (per_second == 0) return endless;
  leave_if_slower(per_second);
  if (credit_ < std::min(least_of(per_second), needed)) queue(now, needed);
  for (SharedRate::Turn& turn : turns_) {
    if (turn.octets != 0 && rate_->has_come(turn.place, now)) credit_ += std::exchange(turn.octets, 0);
  }
  if (turns_[0].octets == 0) std::swap(turns_[0], turns_[1]);
  if (turns_[0].octets == 0) stop_waiting();
  return credit_;
}

// Octets that would be given back in the end are not asked for: until then nobody else has them.
void RateShare::queue(Time now, std::uint64_t needed) {
  if (!waits_) rate_->begin_waiting();
  waits_ = true;
  needed -= credit_;
  for (SharedRate::Turn& turn : turns_) {
    if (turn.octets == 0 && needed != 0) turn = rate_->queue(needed, now);
    needed -= std::min(needed, turn.octets);
  }
}

void RateShare::stop_waiting() {
  if (waits_) rate_->end_waiting();
  waits_ = false;
}

// A portion of a much faster time would be long in coming, and far too large.
void RateShare::leave_if_slower(std::uint64_t per_second) {
  const std::uint64_t most = 4 * tick_of(per_second);
  if (std::max({credit_, turns_[0].octets, turns_[1].octets}) > most) leave();
}

bool RateShare::take(std::uint64_t octets, Time) {
  if (rate_->per_second() == 0) return true;
  if (octets > credit_) return false;
  credit_ -= octets;
  return true;
}

Time RateShare::when(std::uint64_t octets) const {
  if (!waits_ || credit_ >= octets || rate_->per_second() == 0) return looked_;
  return std::min(rate_->when(turns_[0].place), looked_ + patience);
}

// RateLimits asks for half of it at a time.
std::uint64_t RateShare::capacity() const {
  const std::uint64_t per_second = rate_->per_second();
  return per_second == 0 ? endless : 2 * least_of(per_second);
}

void RateShare::leave() {
  rate_->give_up(turns_[1]);
  rate_->give_up(turns_[0]);
  if (credit_ != 0) rate_->give_back(credit_);
  credit_ = 0;
  turns_ = {};
  stop_waiting();
}

}  // namespace weft
