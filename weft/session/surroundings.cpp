#include <weft/session/surroundings.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace weft::session {

using trace::Verb;

Surroundings::Surroundings(trace::Reader& reader, const http::WallTime* wall) : reader_(reader), wall_(wall) {
  if (wall_ != nullptr) told_wall_ = *wall_;
}

// The owner of the time reads the clock each second, and nothing changes by that but where the clock was set or runs
// at another speed.
void Surroundings::look(Time now) {
  if (wall_ != nullptr && wall_->at(now) != told_wall_.at(now)) {
    told_wall_ = *wall_;
    const std::array<std::uint64_t, 2> numbers{static_cast<std::uint64_t>((wall_->time - now).count()),
                                               static_cast<std::uint64_t>(wall_->date.time_since_epoch().count())};
    tell(Verb::wall_time, 0, numbers, now);
  }
  if (!obeyed_.empty()) look_at_rates(now);
}

void Surroundings::look_at_rates(Time now) {
  for (const Obeyed& each : obeyed_) {
    const std::uint64_t per_second = each.rate->per_second();
    if (per_second == each.per_second) continue;
    if (each.is_common) {
      tell_common(each.message, now);
    } else {
      const std::array<std::uint64_t, 2> numbers{each.rate_number, per_second};
      tell(Verb::rate, 0, numbers, now);
    }
    for (Obeyed& other : obeyed_) {
      if (other.rate_number == each.rate_number) other.per_second = per_second;
    }
  }
}

void Surroundings::limit(http::MessageId message, std::span<const Rate> rates, Time now) {
  look(now);
  std::vector<std::uint64_t> numbers;
  bool is_common = false;
  for (const Rate& rate : rates) {
    const Obeyed& obeyed = obey(message, rate);
    is_common = is_common || (rate.is_common && obeyed.per_second != 0);
    numbers.insert(numbers.end(), {obeyed.share_number, obeyed.rate_number, obeyed.per_second});
  }
  if (is_common) return tell_common(message, now);
  tell(Verb::limit, message, numbers, now);
}

const Surroundings::Obeyed& Surroundings::obey(http::MessageId message, const Rate& rate) {
  const auto same_share = std::ranges::find(obeyed_, rate.share, &Obeyed::share);
  const auto same_rate = std::ranges::find(obeyed_, rate.share->rate(), &Obeyed::rate);
  Obeyed obeyed{.message = message,
                .share = rate.share,
                .share_number = same_share != obeyed_.end() ? same_share->share_number : ++last_number_,
                .rate = rate.share->rate(),
                .rate_number = same_rate != obeyed_.end() ? same_rate->rate_number : ++last_number_,
                .per_second = rate.share->rate()->per_second(),
                .is_common = rate.is_common};
  return obeyed_.emplace_back(std::move(obeyed));
}

void Surroundings::forget(http::MessageId message) {
  std::erase_if(obeyed_, [message](const Obeyed& each) { return each.message == message; });
}

void Surroundings::lack_memory(Time now) {
  if (!std::exchange(lacked_memory_, true)) tell(Verb::lack_memory, 0, {}, now);
}

// Nobody can replay what other connections have done to a rate.
void Surroundings::tell_common(http::MessageId message, Time now) const {
  tell(Verb::limit, message, {}, now);
}

void Surroundings::tell(Verb verb, http::MessageId message, std::span<const std::uint64_t> numbers, Time now) const {
  reader_.on_call({.time = now, .verb = verb, .message = message, .numbers = numbers});
}

}  // namespace weft::session
