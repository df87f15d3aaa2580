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

}  // namespace weft::h2
