#include <weft/server/events/event_feed.hpp>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace weft::server {
namespace {

void drop_oldest(Events& events, std::size_t most) {
  while (events.size() > most) events.pop_front();
}

}  // namespace

// --- the feed --------------------------------------------------------------------------------------------------------

EventFeed::EventFeed(const BroadcastOptions& options)
    : options_(options), id_prefix_(fmt::format("{:x}", std::chrono::system_clock::now().time_since_epoch().count())) {
  if (options.keep == 0) throw std::invalid_argument("a broadcast keeps at least one event");
  if (options.heartbeat < Duration::zero()) throw std::invalid_argument("a heartbeat is not negative");
}

void EventFeed::publish(const ServerEvent& event) {
  if (waits() && io::Loop::runs_here()) {
    throw std::logic_error(
        "publish() of a Broadcast that waits would block the loop of this thread: co_await publish_when_room()");
  }
  std::unique_lock lock(mutex_);
  if (waits()) publishers_.wait(lock, [this] { return has_room(); });
  add(event);
}

// The order of ids is that of the events, so both are made under the lock.
void EventFeed::add(const ServerEvent& event) {
  if (is_closed_) return;
  auto published = std::make_shared<PublishedEvent>();
  published->id = event.id.empty() ? fmt::format("{}-{}", id_prefix_, next_) : std::string(event.id);
  published->text = event_text({event.data, event.name, published->id});
  published->name = event.name;
  published->data = event.data;
  kept_.push_back(std::move(published));
  drop_oldest(kept_, options_.keep);
  ++next_;
  for (LoopFeed* const loop : loops_) {
    loop->incoming_.push_back(kept_.back());
    loop->wake();
  }
}

void EventFeed::close() {
  const std::lock_guard lock(mutex_);
  is_closed_ = true;
  for (LoopFeed* const loop : loops_) loop->wake();
  publishers_.tell();
}

// --- one loop --------------------------------------------------------------------------------------------------------

// The loop holds it. Followers that go later than the loop still have the feed, and are told nothing.
class LoopFeed::Seat {
 public:
  explicit Seat(std::shared_ptr<LoopFeed> feed) : feed_(std::move(feed)) { feed_->enter(); }
  ~Seat() { feed_->leave(); }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

  const std::shared_ptr<LoopFeed>& feed() const { return feed_; }

 private:
  std::shared_ptr<LoopFeed> feed_;
};

std::shared_ptr<LoopFeed> LoopFeed::of(const std::shared_ptr<EventFeed>& feed, io::Loop& loop, Drain& drain) {
  auto& kept = loop.kept(feed.get());
  if (kept == nullptr) kept = std::make_shared<Seat>(std::make_shared<LoopFeed>(feed, loop, drain));
  return std::static_pointer_cast<Seat>(kept)->feed();
}

LoopFeed::LoopFeed(std::shared_ptr<EventFeed> feed, io::Loop& loop, Drain& drain)
    : feed_(std::move(feed)), loop_(loop), has_ended_(drain.was_told) {
  drain.watchers.push_back(*this);
}

void LoopFeed::enter() {
  const std::lock_guard lock(feed_->mutex_);
  kept_ = feed_->kept_;
  next_ = feed_->next_;
  has_ended_ = has_ended_ || feed_->is_closed_;
  feed_->loops_.push_back(this);
}

void LoopFeed::leave() {
  {
    const std::lock_guard lock(feed_->mutex_);
    std::erase(feed_->loops_, this);
    feed_->publishers_.tell();
  }
  loop_.deadlines().disarm(*this);
  drain_hook.unlink();
  while (!followers_.empty()) followers_.pop_front();
}

// A loop that is stuck has no more to take than it would keep.
void LoopFeed::wake() {
  drop_oldest(incoming_, options().keep);
  if (std::exchange(is_woken_, true)) return;
  loop_.post([feed = weak_from_this()] {
    if (const auto its = feed.lock()) its->take();
  });
}

void LoopFeed::take() {
  Events came;
  bool is_closed = false;
  {
    const std::lock_guard lock(feed_->mutex_);
    came.swap(incoming_);
    is_woken_ = false;
    is_closed = feed_->is_closed_;
    next_ = feed_->next_;
  }
  keep(std::move(came));
  if (is_closed) return end_all();
  tell_all([](Following& following) { following.on_news(); });
}

void LoopFeed::keep(Events came) {
  for (auto& event : came) kept_.push_back(std::move(event));
  drop_oldest(kept_, options().keep);
}

void LoopFeed::end_all() {
  has_ended_ = true;
  tell_all([](Following& following) {
    following.has_ended_ = true;
    following.on_news();
  });
}

template <class Tell>
void LoopFeed::tell_all(Tell tell) {
  Followers told;
  while (!followers_.empty()) told.push_back(followers_.pop_front());
  while (!told.empty()) {
    Following& following = told.pop_front();
    followers_.push_back(following);
    tell(following);
  }
}

void LoopFeed::join(Following& following, std::optional<std::string_view> last_id) {
  if (feed_->waits()) {
    join_in_time(following, last_id);
  } else {
    following.next_ = last_id ? place_behind(*last_id) : next_;
  }
  following.has_ended_ = has_ended_;
  const auto heartbeat = options().heartbeat;
  if (followers_.empty() && heartbeat != Duration::zero()) loop_.deadlines().arm(*this, loop_.now() + heartbeat);
  followers_.push_back(following);
}

// HTML 9.2.4: a client that comes back says the last event that it has seen. One that is not kept may be older than all
// that are.
std::uint64_t LoopFeed::place_behind(std::string_view id) const {
  const auto found = std::find_if(kept_.rbegin(), kept_.rend(), [id](const auto& event) { return event->id == id; });
  return next_ - static_cast<std::uint64_t>(std::distance(kept_.rbegin(), found));
}

void LoopFeed::on_deadline(Time now) {
  if (followers_.empty()) return;
  loop_.deadlines().arm(*this, now + options().heartbeat);
  tell_all([](Following& following) { following.on_heartbeat(); });
}

// --- a follower ------------------------------------------------------------------------------------------------------

Following::Following(std::shared_ptr<LoopFeed> feed, std::optional<std::string_view> last_id) : feed_(std::move(feed)) {
  feed_->join(*this, last_id);
  feed_->feed_->followers_.fetch_add(1, std::memory_order_relaxed);
}

Following::~Following() {
  if (feed_->feed_->waits()) feed_->left(next_);
  feed_->feed_->followers_.fetch_sub(1, std::memory_order_relaxed);
}

bool Following::has_next() const {
  return next_ != feed_->next_;
}

PublishedEventPtr Following::next() {
  const auto first = feed_->first();
  if (next_ < first) {
    missed_ += first - next_;
    next_ = first;
    if (feed_->options().when_slow == WhenSlow::end) {
      has_ended_ = true;
      next_ = feed_->next_;
    }
  }
  if (!has_next()) return nullptr;
  auto event = feed_->kept_[static_cast<std::size_t>(next_++ - first)];
  if (feed_->feed_->waits()) feed_->moved(next_ - 1);
  return event;
}

}  // namespace weft::server
