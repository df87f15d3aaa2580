// Whom publishers wait for, where they do: the slowest follower of each loop.
#include <algorithm>
#include <utility>

#include <weft/server/events/event_feed.hpp>

namespace weft::server {

// Room for an event is where none that somebody has still to take makes way for it.
bool EventFeed::has_room() const {
  if (is_closed_) return true;
  return std::ranges::all_of(loops_, [this](const LoopFeed* loop) {
    return loop->told_slowest_ == LoopFeed::nobody || next_ - loop->told_slowest_ < options_.keep;
  });
}

io::Task<> EventFeed::publish_when_room(io::Loop& loop, ServerEvent event) {
  WaitingPublishers::Place place(publishers_, loop);
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (!waits() || has_room()) co_return add(event);
    }
    co_await place.wait();
  }
}

// Publishers know of the follower before the next event comes, so that it misses none.
void LoopFeed::join_in_time(Following& following, std::optional<std::string_view> last_id) {
  const std::lock_guard lock(feed_->mutex_);
  keep(std::exchange(incoming_, {}));
  next_ = feed_->next_;
  following.next_ = last_id ? place_behind(*last_id) : next_;
  count(following.next_);
  told_slowest_ = slowest();
}

void LoopFeed::uncount(std::uint64_t place) {
  const auto its = places_.find(place);
  if (--its->second == 0) places_.erase(its);
}

void LoopFeed::moved(std::uint64_t from) {
  uncount(from);
  count(from + 1);
  tell_slowest();
}

void LoopFeed::left(std::uint64_t place) {
  uncount(place);
  tell_slowest();
}

void LoopFeed::tell_slowest() {
  if (told_slowest_ == slowest()) return;
  const std::lock_guard lock(feed_->mutex_);
  told_slowest_ = slowest();
  feed_->publishers_.tell();
}

}  // namespace weft::server
