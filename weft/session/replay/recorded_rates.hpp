// The rates that the messages of a recorded connection have obeyed, made again from what the recording tells.
//
//   engine.limit_sending(message, rates.limit(message, numbers), {});         // the numbers of Verb::limit
//   rates.change(rate, per_second);                                          // Verb::rate
//   rates.forget(message);                                                   // once the engine has released it
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include <weft/base/shared_rate.hpp>
#include <weft/http/events.hpp>
#include <weft/http/rate_limits.hpp>

namespace weft::session {

class RecordedRates {
 public:
  // Three numbers for each rate. They live until forget().
  http::RateLimits::Buckets limit(http::MessageId message, std::span<const std::uint64_t> numbers);
  void change(std::uint64_t rate, std::uint64_t per_second);
  // Shares that no other message has leave what they had to others of their rate.
  void forget(http::MessageId message) { messages_.erase(message); }

 private:
  struct Rate {
    std::shared_ptr<RateSetting> setting;
    std::shared_ptr<SharedRate> rate;
  };
  struct Message {
    std::vector<std::shared_ptr<RateShare>> shares;
    std::vector<OctetRate*> buckets;
  };

  const Rate& rate(std::uint64_t number, std::uint64_t per_second);
  std::shared_ptr<RateShare> share(std::uint64_t number, const Rate& rate);

  // By their numbers.
  std::map<std::uint64_t, Rate> rates_;
  std::map<std::uint64_t, std::weak_ptr<RateShare>> shares_;
  // Anybody may have written a recording: rates that were told twice for a message are kept until it goes.
  std::multimap<http::MessageId, Message> messages_;
};

}  // namespace weft::session
