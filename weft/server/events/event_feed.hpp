// What a Broadcast and the loops of its followers share, and the part of each loop.
//
// publish() adds to what each loop has still to take, and wakes it once for all that has come meanwhile. The loop keeps
// the last events in a list of its own, without a lock, and a follower is a number in it.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weft/base/intrusive_list.hpp>
#include <weft/io/deadline.hpp>
#include <weft/io/loop.hpp>
#include <weft/server/drain_watcher.hpp>
#include <weft/server/events/broadcast.hpp>
#include <weft/server/events/server_event.hpp>
#include <weft/server/events/waiting_publishers.hpp>

namespace weft::server {

class Following;
class LoopFeed;

using Events = std::deque<PublishedEventPtr>;

class EventFeed {
 public:
  explicit EventFeed(const BroadcastOptions& options);

  // Waits, where that is said, for the slowest follower. Throws std::logic_error there on the thread of a loop.
  void publish(const ServerEvent& event);
  io::Task<> publish_when_room(io::Loop& loop, ServerEvent event);
  void close();
  std::size_t followers() const { return followers_.load(std::memory_order_relaxed); }
  const BroadcastOptions& options() const { return options_; }

 private:
  friend class Following;
  friend class LoopFeed;

  bool waits() const { return options_.when_slow == WhenSlow::wait; }
  // These hold the mutex.
  bool has_room() const;
  void add(const ServerEvent& event);

  const BroadcastOptions options_;
  // Other servers, and this program before and after, make other ids.
  const std::string id_prefix_;
  std::atomic<std::size_t> followers_ = 0;
  std::mutex mutex_;
  Events kept_;
  // Of the event to come.
  std::uint64_t next_ = 0;
  std::vector<LoopFeed*> loops_;
  WaitingPublishers publishers_{mutex_};
  bool is_closed_ = false;
};

// One who follows, on the thread of its loop.
class Following {
 public:
  Following(std::shared_ptr<LoopFeed> feed, std::optional<std::string_view> last_id);
  Following(const Following&) = delete;
  Following& operator=(const Following&) = delete;

  // Null: there is none now.
  PublishedEventPtr next();
  bool has_next() const;
  // Nothing comes behind what next() still gives.
  bool has_ended() const { return has_ended_; }
  std::uint64_t missed() const { return missed_; }

 protected:
  virtual ~Following();

 private:
  friend class LoopFeed;

  // Something has come, or the end. Must not destroy a follower.
  virtual void on_news() = 0;
  virtual void on_heartbeat() = 0;

  ListHook hook_;
  std::shared_ptr<LoopFeed> feed_;
  std::uint64_t next_ = 0;
  std::uint64_t missed_ = 0;
  bool has_ended_ = false;
};

class LoopFeed final : private io::Deadline, private DrainWatcher, public std::enable_shared_from_this<LoopFeed> {
 public:
  // That of the loop, which keeps it from the first follower on.
  static std::shared_ptr<LoopFeed> of(const std::shared_ptr<EventFeed>& feed, io::Loop& loop, Drain& drain);

  LoopFeed(std::shared_ptr<EventFeed> feed, io::Loop& loop, Drain& drain);

  const BroadcastOptions& options() const { return feed_->options(); }

 private:
  friend class EventFeed;
  friend class Following;
  class Seat;

  using Followers = IntrusiveList<Following, &Following::hook_>;

  void enter();
  // Nobody is told any more: the loop goes.
  void leave();
  // `mutex_` of the feed is held.
  void wake();
  void take();
  void keep(Events came);
  void join(Following& following, std::optional<std::string_view> last_id);
  void end_all();
  template <class Tell>
  void tell_all(Tell tell);
  std::uint64_t first() const { return next_ - kept_.size(); }
  std::uint64_t place_behind(std::string_view id) const;
  void on_deadline(Time now) override;
  void on_drain() override { end_all(); }

  // --- event_room.cpp: whom publishers wait for ----------------------------------------------------------------------
  static constexpr std::uint64_t nobody = std::numeric_limits<std::uint64_t>::max();

  void join_in_time(Following& following, std::optional<std::string_view> last_id);
  void count(std::uint64_t place) { ++places_[place]; }
  void uncount(std::uint64_t place);
  void moved(std::uint64_t from);
  void left(std::uint64_t place);
  std::uint64_t slowest() const { return places_.empty() ? nobody : places_.begin()->first; }
  void tell_slowest();

  const std::shared_ptr<EventFeed> feed_;
  io::Loop& loop_;
  Followers followers_;
  Events kept_;
  std::uint64_t next_ = 0;
  bool has_ended_ = false;
  // Followers by the event that they take next, where publishers wait for them.
  std::map<std::uint64_t, std::size_t> places_;
  // Guarded by the mutex of the feed; the first one changes on the thread of the loop alone.
  std::uint64_t told_slowest_ = nobody;
  Events incoming_;
  bool is_woken_ = false;
};

}  // namespace weft::server
