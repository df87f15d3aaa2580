// A ledger says where the time of an outgoing message goes: at each moment the message waits for exactly one thing.
//
//   LedgerClock clock(now);                            // one a connection
//   clock.advance(now, LedgerClock::Hold::none);       // the window or rate that has held all DATA until now
//
//   ledger.wait_for(http::Wait::application, clock);   // the message waits for the application from now on …
//   ledger.wait_for_turn(clock);                       // … or only for its turn
//   ledger.picked(clock);  clock.sent();               // its turn has come; its DATA went out
//   ledger.end(clock);
//   ledger.waits(clock);                               // at any time
//
// A stop of the whole connection touches no stream: the clock counts that time, and each ledger takes the difference.
// The rest of the time in which a message is ready has two parts: until DATA of other messages went out last, the
// message waited for its turn (priority); since then it was next, and waited for the transport (socket).
#pragma once

#include <cstdint>
#include <optional>

#include <weft/base/time.hpp>
#include <weft/http/waits.hpp>

namespace weft::h2 {

class LedgerClock {
 public:
  enum class Hold : std::uint8_t { none, window, rate };

  struct Reading {
    Time now;
    // How long the connection was held so far, by its window and by its rates.
    Duration by_window{};
    Duration by_rate{};

    // A clock that stands still while the connection is held.
    Time unheld() const { return now - by_window - by_rate; }
  };

  explicit LedgerClock(Time now) : reading_{.now = now}, others_before_(now) {}

  // `now` is later than in the call before.
  void advance(Time now, Hold hold) {
    others_before_ = others_until_now();
    sending_ = false;
    if (hold == Hold::window) reading_.by_window += now - reading_.now;
    if (hold == Hold::rate) reading_.by_rate += now - reading_.now;
    reading_.now = now;
  }
  void sent() { sending_ = true; }

  Time now() const { return reading_.now; }
  const Reading& reading() const { return reading_; }
  // When DATA went out last, as unheld() counts: others_before() looks at earlier moments only, others_until_now() also
  // at this one.
  Time others_before() const { return others_before_; }
  Time others_until_now() const { return sending_ ? reading_.unheld() : others_before_; }

 private:
  Reading reading_;
  Time others_before_;
  bool sending_ = false;
};

class Ledger {
 public:
  void wait_for(http::Wait cause, const LedgerClock& clock) {
    settle(clock);
    state_ = State::waiting;
    cause_ = cause;
  }
  // It was found to have waited since a moment of which nothing was counted. A wait that lasts already goes on.
  void has_waited_for(http::Wait cause, Time since, const LedgerClock& clock) {
    if (state_ == State::waiting && cause_ == cause) return;
    const bool is_first = state_ == State::over;
    wait_for(cause, clock);
    if (is_first) since_.now = since;
  }
  // The octets of its request that had come when somebody looked: 32 bits tell whether others have come since.
  void mark(std::uint64_t octets) { mark_ = static_cast<std::uint32_t>(octets); }
  bool has_passed_mark(std::uint64_t octets) const { return mark_ != static_cast<std::uint32_t>(octets); }
  void wait_for_turn(const LedgerClock& clock) {
    settle(clock);
    state_ = State::ready;
  }
  void picked(const LedgerClock& clock) {
    if (!is_settled(clock)) add(clock.reading(), clock.others_before());
  }
  void end(const LedgerClock& clock) {
    settle(clock);
    state_ = State::over;
  }

  // Since when the message waits for the application; `never` while it does not.
  Time waits_for_application_since() const {
    return state_ == State::waiting && cause_ == http::Wait::application ? since_.now : never;
  }

  // The thing that the message waits for at this moment, and since when; nullopt: nothing.
  struct Present {
    http::Wait cause;
    Duration since;
  };
  std::optional<Present> present(const LedgerClock& clock, LedgerClock::Hold hold) const;

  // waits()[http::Wait::application], for much less.
  Duration waited_for_application(const LedgerClock& clock) const {
    const Time since = waits_for_application_since();
    return waits_[http::Wait::application] + (since == never ? Duration::zero() : clock.now() - since);
  }

  http::Waits waits(const LedgerClock& clock) const {
    Ledger until_now = *this;
    until_now.settle(clock);
    return until_now.waits_;
  }

 private:
  // `over` is also the state before the beginning.
  enum class State : std::uint8_t { over, waiting, ready };

  bool is_settled(const LedgerClock& clock) const { return since_.now == clock.reading().now; }
  void settle(const LedgerClock& clock) {
    if (!is_settled(clock)) add(clock.reading(), clock.others_until_now());
  }
  void add(const LedgerClock::Reading& reading, Time others_until);

  State state_ = State::over;
  http::Wait cause_ = http::Wait::application;
  // In padding.
  std::uint32_t mark_ = 0;
  LedgerClock::Reading since_;
  http::Waits waits_;
};

}  // namespace weft::h2
