// Idle connections wait here until they are parked: as a rule for a quarter of a second, so that a client which asks
// one thing after the other never meets it. Where many are idle at a time, those that have been so the longest are
// parked earlier, so that a crowd that comes at once and falls silent is never large all together.
//
//   queue.add(connection, now);              // at the end of each turn in which it is idle
//   queue.remove(connection);                // when it is not any more, or is destroyed
#pragma once

#include <cstddef>

#include <weft/base/intrusive_list.hpp>
#include <weft/io/deadline.hpp>

namespace weft::session::server {

class Parkable {
 public:
  // It may destroy itself. False where something is under way after all: it is asked again later.
  virtual bool park(Time now) = 0;

  // The queue's own.
  ListHook parking_hook;
  Time idle_since{};

 protected:
  ~Parkable() = default;
};

class ParkingQueue final : private io::Deadline {
 public:
  static constexpr Duration usual = std::chrono::milliseconds(250);
  // Beyond so many, those that have been idle this long are parked early: longer than a thousand clients need for a
  // round of requests, each after the answer to its last.
  static constexpr std::size_t most = 256;
  static constexpr Duration earliest = std::chrono::milliseconds(20);

  explicit ParkingQueue(io::Deadlines& deadlines) : deadlines_(deadlines) {}

  void add(Parkable& idle, Time now);
  void remove(Parkable& idle);
  // One has unparked, `after` it fell idle. One that was parked earlier than usual and unparks before that should have
  // stayed: where there are many of those, they are busy, and more of them may stay.
  void unparked(Duration after);
  std::size_t size() const { return size_; }

 private:
  void on_deadline(Time now) override;
  void thin_out(Time now);
  void park_first(Time now);
  void put_last(Parkable& idle, Time now);
  bool is_due(Duration after, Time now) { return size_ > 0 && now - list_.front().idle_since >= after; }

  io::Deadlines& deadlines_;
  IntrusiveList<Parkable, &Parkable::parking_hook> list_;
  std::size_t size_ = 0;
  // At least `most`: how many may be idle before any is parked early.
  std::size_t room_ = most;
};

}  // namespace weft::session::server
