// Who is quiet waits here until it goes to rest: as a rule for a quarter of a second, so that who asks one thing after
// the other never does; but where many are quiet at a time, those that have been so the longest go earlier, so that a
// crowd that comes at once and falls silent is never large all together.
//
//   queue.add(quiet, now);              // at the end of each turn in which it is quiet
//   queue.remove(quiet);                // when it is not any more, or goes away
#pragma once

#include <cstddef>

#include <weft/base/intrusive_list.hpp>
#include <weft/io/deadline.hpp>

namespace weft::session::server {

class Quiet {
 public:
  // It may destroy itself. False where something is under way after all: it is asked again later.
  virtual bool rest(Time now) = 0;

  // The queue's own.
  ListHook quiet_hook;
  Time quiet_since{};

 protected:
  ~Quiet() = default;
};

class RestQueue final : private io::Deadline {
 public:
  static constexpr Duration usual = std::chrono::milliseconds(250);
  // Beyond so many, who has been quiet this long goes early: longer than a thousand clients need for a round of
  // requests, each after the answer to its last.
  static constexpr std::size_t most = 256;
  static constexpr Duration earliest = std::chrono::milliseconds(20);

  explicit RestQueue(io::Deadlines& deadlines) : deadlines_(deadlines) {}

  void add(Quiet& quiet, Time now);
  void remove(Quiet& quiet);
  // Somebody is back that had been quiet for so long. Who went earlier than usual and is back before that should have
  // stayed awake: where many do so, they are busy, and more of them may stay.
  void came_back(Duration after);
  std::size_t size() const { return size_; }

 private:
  void on_deadline(Time now) override;
  void thin_out(Time now);
  void send_first(Time now);
  void put_last(Quiet& quiet, Time now);
  bool is_due(Duration after, Time now) { return size_ > 0 && now - list_.front().quiet_since >= after; }

  io::Deadlines& deadlines_;
  IntrusiveList<Quiet, &Quiet::quiet_hook> list_;
  std::size_t size_ = 0;
  // At least `most`: how many may be quiet before any goes early.
  std::size_t room_ = most;
};

}  // namespace weft::session::server
