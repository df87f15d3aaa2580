#include <weft/h2/ledger.hpp>

#include <algorithm>

namespace weft::h2 {

// Counts the time since the latest look.
void Ledger::add(const LedgerClock::Reading& reading, Time others_until) {
  using enum http::Wait;
  if (state_ == State::waiting) waits_[cause_] += reading.now - since_.now;
  if (state_ == State::ready) {
    waits_[connection_window] += reading.by_window - since_.by_window;
    waits_[rate_limit] += reading.by_rate - since_.by_rate;
    const Time next_since = std::clamp(others_until, since_.unheld(), reading.unheld());
    waits_[priority] += next_since - since_.unheld();
    waits_[socket] += reading.unheld() - next_since;
  }
  since_ = reading;
}

// Where no message was sent for so long, the transport is the cause, however long this one had waited for its turn.
constexpr Duration standstill = std::chrono::seconds(1);

std::optional<Ledger::Present> Ledger::present(const LedgerClock& clock, LedgerClock::Hold hold) const {
  using enum http::Wait;
  if (state_ == State::over) return std::nullopt;
  Ledger lately = *this;
  lately.waits_ = {};
  lately.settle(clock);
  const http::Waits& waits = lately.waits_;
  const auto present = [&waits](http::Wait cause) { return Present{cause, waits[cause]}; };
  if (state_ == State::waiting) return present(cause_);
  if (hold != LedgerClock::Hold::none) {
    return present(hold == LedgerClock::Hold::window ? connection_window : rate_limit);
  }
  if (waits[priority] == Duration::zero() && waits[socket] == Duration::zero()) return std::nullopt;
  const bool stands_still = waits[socket] >= standstill || waits[socket] > waits[priority];
  return present(stands_still ? socket : priority);
}

}  // namespace weft::h2
