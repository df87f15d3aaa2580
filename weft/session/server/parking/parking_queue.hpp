// Idle connections wait here until they are parked: as a rule for a quarter of a second, so that the connection of a
// client which asks one thing after the other is never parked. When many are idle at a time, the ones that have been
// idle the longest are parked earlier, so that a crowd that comes at once and falls silent is never in full size all
// together.
//
//   queue.add(connection, now);              // at the end of each turn in which it is idle
//   queue.remove(connection);                // when it is no longer idle, or is destroyed
#pragma once

#include <cstddef>

#include <weft/base/intrusive_list.hpp>
#include <weft/io/deadline.hpp>

namespace weft::session::server {

class Parkable {
 public:
  // The connection may destroy itself. False if something is under way after all: it is asked again later.
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
  // A connection has unparked; `after` is the time since it fell idle. If `after` is less than `usual`, the connection
  // was parked too early: it is busy. When the queue is full of such connections, more may be idle before any is parked
  // early.
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
