// A rate of octets that many users share, on any threads: each of them stands in one queue.
//
//   const auto setting = std::make_shared<RateSetting>(1'000'000);    // octets a second; 0: as fast as it goes
//   const auto rate = std::make_shared<SharedRate>(setting);
//   RateShare share(rate);                                            // one user's, of one thread
//   if (share.left(now) >= octets) share.take(octets, now);           // else again at share.when(octets)
//   share.leave();                                                    // what it has and does not need is for others
//   setting->change(2'000'000);                                       // from any thread
//
// A user gets a portion at a time and then stands at the end of the queue: so users get even parts, and each wakes when
// its turn has come and not for the turns of others. A tenth of a second is the burst. Each user has two places in the
// queue, which is as long as a tenth of a second at least: a user that is late by half of that loses nothing to others,
// and the rate loses nothing either.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include <weft/base/octet_rate.hpp>
#include <weft/base/time.hpp>

namespace weft {

// How fast: any number of rates may be as fast as one setting says.
class RateSetting {
 public:
  // So that no product of times and rates is out of range.
  static constexpr std::uint64_t fastest = std::uint64_t{1} << 40;

  explicit RateSetting(std::uint64_t per_second = 0) { change(per_second); }

  // Octets a second; 0: as fast as it goes.
  std::uint64_t per_second() const { return per_second_.load(std::memory_order_relaxed); }
  // Users notice within RateShare::patience.
  void change(std::uint64_t per_second) { per_second_.store(std::min(per_second, fastest), std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> per_second_ = 0;
};

class SharedRate {
 public:
  explicit SharedRate(std::shared_ptr<const RateSetting> setting);
  SharedRate(const SharedRate&) = delete;
  SharedRate& operator=(const SharedRate&) = delete;

  std::uint64_t per_second() const { return setting_->per_second(); }
  // Nobody stands in the queue, and the burst is whole.
  bool is_rested(Time now);

  // --- for its shares ----------------------------------------------------------------------------------------------
  // The number of the last octet that is asked for, among all since the beginning.
  using Place = std::uint64_t;

  struct Turn {
    Place place = 0;
    std::uint64_t octets = 0;
  };

  // A portion for one of those that wait, of at most so many octets.
  Turn queue(std::uint64_t most, Time now);
  bool has_come(Place place, Time now);
  // As far as it is known now.
  Time when(Place place);
  // Octets whose turn has come, and that nobody took.
  void give_back(std::uint64_t octets);
  // Nobody waits for this turn any more: those behind it move up, those in front of it gain nothing.
  void give_up(const Turn& turn);
  void begin_waiting() { waiting_.fetch_add(1, std::memory_order_relaxed); }
  void end_waiting() { waiting_.fetch_sub(1, std::memory_order_relaxed); }

 private:
  void fill(Time now);
  void skip_given_up();
  void cap();

  const std::shared_ptr<const RateSetting> setting_;
  // Users in the queue.
  std::atomic<std::uint64_t> waiting_ = 0;
  std::mutex mutex_;
  // The last octet that was asked for, and the last one that may go: at most a burst ahead.
  Place asked_ = 0;
  Place allowed_;
  // Turns that were given up, by the last octet in front of them, and how many octets they have.
  std::map<Place, std::uint64_t> given_up_;
  // Millionths of an octet beyond `allowed_`.
  std::uint64_t rest_ = 0;
  Time filled_{};
};

// One user's part of a SharedRate. Everything but the rate belongs to one thread.
class RateShare final : public OctetRate {
 public:
  // A user that waits looks this often whether the setting has changed.
  static constexpr Duration patience = std::chrono::milliseconds(500);

  explicit RateShare(std::shared_ptr<SharedRate> rate) : rate_(std::move(rate)) {}
  ~RateShare() { leave(); }
  RateShare(const RateShare&) = delete;
  RateShare& operator=(const RateShare&) = delete;

  using OctetRate::left;
  std::uint64_t left(Time now, std::uint64_t needed) override;
  bool take(std::uint64_t octets, Time now) override;
  Time when(std::uint64_t octets) const override;
  std::uint64_t capacity() const override;
  // Gives back what it has, and its place in the queue.
  void leave();

  const std::shared_ptr<SharedRate>& rate() const { return rate_; }

 private:
  void queue(Time now, std::uint64_t needed);
  void stop_waiting();
  void leave_if_slower(std::uint64_t per_second);

  std::shared_ptr<SharedRate> rate_;
  // Octets that may go.
  std::uint64_t credit_ = 0;
  // In order; those without octets are free.
  std::array<SharedRate::Turn, 2> turns_{};
  Time looked_{};
  bool waits_ = false;
};

}  // namespace weft
