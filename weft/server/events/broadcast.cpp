#include <weft/server/events/broadcast.hpp>

#include <optional>
#include <utility>

#include <weft/io/signal.hpp>
#include <weft/server/context.hpp>
#include <weft/server/events/event_body.hpp>
#include <weft/server/events/event_feed.hpp>
#include <weft/server/surroundings.hpp>

namespace weft {
namespace server {

class Listening final : public Following {
 public:
  Listening(io::Loop& loop, std::shared_ptr<LoopFeed> feed, std::optional<std::string_view> last_id)
      : Following(std::move(feed), last_id), news_(loop) {}

  io::Task<> wait() { return news_.wait(); }

 private:
  void on_news() override { news_.notify(); }
  void on_heartbeat() override {}

  io::Signal news_;
};

// What a Context gives to event streams alone.
class EventStreams {
 public:
  static void answer(const std::shared_ptr<EventFeed>& feed, Context& c) {
    if (c.responded()) return;
    c.set(http::FieldName::content_type, "text/event-stream");
    // An event stream that a cache has kept tells what has long been over.
    if (!c.response().fields.find(http::FieldName::cache_control)) c.set(http::FieldName::cache_control, "no-store");
    if (c.method() == http::Method::head || http::forbids_content(c.response().status)) return c.send();
    c.send(std::make_unique<EventBody>(c.exchange(), loop_feed(feed, c), last_id(c)));
  }
  static Task<> publish_when_room(const std::shared_ptr<EventFeed>& feed, Context& c, ServerEvent event) {
    return publish_when_room(feed, c.exchange().loop(), event);
  }
  // The coroutine keeps the feed.
  static Task<> publish_when_room(std::shared_ptr<EventFeed> feed, io::Loop& loop, ServerEvent event) {
    co_await feed->publish_when_room(loop, event);
  }
  static std::unique_ptr<Listening> follow(const std::shared_ptr<EventFeed>& feed, Context& c) {
    return std::make_unique<Listening>(c.exchange().loop(), loop_feed(feed, c), last_id(c));
  }

 private:
  static std::shared_ptr<LoopFeed> loop_feed(const std::shared_ptr<EventFeed>& feed, Context& c) {
    return LoopFeed::of(feed, c.exchange().loop(), c.state_.surroundings->drain);
  }
  static std::optional<std::string_view> last_id(const Context& c) { return c.field("last-event-id"); }
};

}  // namespace server

Follower::Follower(std::unique_ptr<server::Listening> listening) : listening_(std::move(listening)) {}
Follower::Follower(Follower&&) noexcept = default;
Follower& Follower::operator=(Follower&&) noexcept = default;
Follower::~Follower() = default;

Task<PublishedEventPtr> Follower::next() {
  for (;;) {
    if (auto event = listening_->next()) co_return event;
    if (listening_->has_ended()) co_return nullptr;
    co_await listening_->wait();
  }
}

std::uint64_t Follower::missed() const {
  return listening_->missed();
}

Broadcast::Broadcast(const BroadcastOptions& options) : feed_(std::make_shared<server::EventFeed>(options)) {}

Broadcast::~Broadcast() {
  close();
}

void Broadcast::publish(const ServerEvent& event) {
  feed_->publish(event);
}

Task<> Broadcast::publish_when_room(Context& c, ServerEvent event) {
  return server::EventStreams::publish_when_room(feed_, c, event);
}

Task<> Broadcast::publish_when_room(io::Loop& loop, ServerEvent event) {
  return server::EventStreams::publish_when_room(feed_, loop, event);
}

void Broadcast::close() {
  feed_->close();
}

std::size_t Broadcast::followers() const {
  return feed_->followers();
}

server::Handler Broadcast::handler() const {
  return server::Handler([feed = feed_](Context& c) { server::EventStreams::answer(feed, c); });
}

void Broadcast::answer(Context& c) const {
  server::EventStreams::answer(feed_, c);
}

Follower Broadcast::follow(Context& c) const {
  return Follower(server::EventStreams::follow(feed_, c));
}

}  // namespace weft
