// Things beyond octets and calls that decide what an engine sends: the time of day, the rates of its messages, and the
// memory for windows that connections share. Each change is told as a call before the engine sees it, so that a
// recording can be replayed.
//
//   Surroundings surroundings(reader, options.wall_time);
//   surroundings.look(now);                                   // before every call
//   surroundings.limit(message, rates, now);  surroundings.forget(message);
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <weft/base/shared_rate.hpp>
#include <weft/base/time.hpp>
#include <weft/http/events.hpp>
#include <weft/http/wall_time.hpp>
#include <weft/trace/event.hpp>

namespace weft::session {

class Surroundings {
 public:
  // A rate that a message obeys.
  struct Rate {
    const RateShare* share = nullptr;
    // Messages of other connections obey it as well.
    bool is_common = false;
  };

  // Both must outlive it; `wall`, which the options of the engine tell as it is now, may be null.
  Surroundings(trace::Reader& reader, const http::WallTime* wall);

  // Tells what has changed since the last look.
  void look(Time now);
  // The message has these rates from now on. A common one that lets all through is told as one of its own.
  void limit(http::MessageId message, std::span<const Rate> rates, Time now);
  // It has been released: its shares may go.
  void forget(http::MessageId message);
  // The memory that connections share was not enough for the windows of this one. Told once.
  void lack_memory(Time now);

 private:
  // One rate of one message. A share and a rate have the same number in all messages that have them.
  struct Obeyed {
    http::MessageId message = 0;
    const RateShare* share = nullptr;
    std::uint64_t share_number = 0;
    std::shared_ptr<SharedRate> rate = {};
    std::uint64_t rate_number = 0;
    std::uint64_t per_second = 0;
    bool is_common = false;
  };

  const Obeyed& obey(http::MessageId message, const Rate& rate);
  void look_at_rates(Time now);
  void tell_common(http::MessageId message, Time now) const;
  void tell(trace::Verb verb, http::MessageId message, std::span<const std::uint64_t> numbers, Time now) const;

  trace::Reader& reader_;
  const http::WallTime* const wall_;
  http::WallTime told_wall_ = {};
  std::vector<Obeyed> obeyed_;
  std::uint64_t last_number_ = 0;
  bool lacked_memory_ = false;
};

}  // namespace weft::session
