// Events for many: published from any thread, followed on all loops.
//
//   weft::Broadcast news;
//   server.get("/events", news.handler());          // an event stream for each client that asks
//   news.publish("tea is ready");                   // from any thread
//   news.publish({text, "order", "17"});            // data, name, id
//
// or event by event, in a coroutine:
//
//   auto events = news.follow(c);
//   while (const auto event = co_await events.next()) …  // event->data
//
// An event is encoded once and shared: a follower is a place in a list that its loop keeps, and costs no copy. A
// follower that is slow is not waited for: BroadcastOptions::when_slow. A client that comes back with Last-Event-ID
// gets what it has missed, as far as it is kept, or all that is kept where its id is not there any more.
//
// Streams end by themselves when the Broadcast goes or is closed, and when the server drains. A Broadcast may go before
// the server or after it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

#include <weft/base/time.hpp>
#include <weft/io/task.hpp>
#include <weft/server/events/server_event.hpp>
#include <weft/server/handler.hpp>

namespace weft {

namespace server {
class EventFeed;
class Listening;
}  // namespace server

// What becomes of a follower that is further behind than events are kept.
enum class WhenSlow : std::uint8_t {
  drop_oldest,  // it goes on with the oldest event that is kept
  end,          // its stream ends, and its client may come back
  wait,         // nothing is published until it has gone on, or has left
};

struct BroadcastOptions {
  // Events that are kept, for followers that are slow and for those that come back; once for each loop that has
  // followers, and shared by all of them. At least 1.
  std::size_t keep = 256;
  WhenSlow when_slow = WhenSlow::drop_oldest;
  // A comment (":") goes to streams on which nothing was sent for so long, so that nobody on the way takes them for
  // dead. Zero: none.
  Duration heartbeat = std::chrono::seconds(15);
};

// One who follows event by event: in the frame of a coroutine, and not longer than its Context.
class Follower {
 public:
  explicit Follower(std::unique_ptr<server::Listening> listening);
  Follower(Follower&&) noexcept;
  Follower& operator=(Follower&&) noexcept;
  ~Follower();

  // Waits for the next event. Null: there will be none any more. Throws std::system_error
  // (std::errc::operation_canceled) when the peer has gone.
  Task<PublishedEventPtr> next();
  // Events that it was too slow for.
  std::uint64_t missed() const;

 private:
  std::unique_ptr<server::Listening> listening_;
};

class Broadcast {
 public:
  explicit Broadcast(const BroadcastOptions& options = {});
  // Closes.
  ~Broadcast();
  Broadcast(const Broadcast&) = delete;
  Broadcast& operator=(const Broadcast&) = delete;

  // From any thread; never waits for followers, but with WhenSlow::wait: it blocks then while one is as far behind as
  // events are kept, and is refused on the thread of a loop, such as in a handler, with std::logic_error. Does nothing
  // once it is closed. Throws std::invalid_argument: server_event.hpp.
  void publish(const ServerEvent& event);
  // The same on the thread of a loop, which goes on while the coroutine waits: `co_await news.publish_when_room(c, …)`.
  // Publishers that wait for the same follower go on in any order. A coroutine must not wait for what it follows
  // itself.
  Task<> publish_when_room(Context& c, ServerEvent event);
  Task<> publish_when_room(io::Loop& loop, ServerEvent event);
  // From any thread. Streams end with what was published before.
  void close();
  // Streams and followers that are there now, of all loops.
  std::size_t followers() const;

  // A handler that answers with the stream. It may outlive this object.
  server::Handler handler() const;
  // The same in a handler that has something to do before, such as a look at who asks. It answers at once, and the
  // stream goes on when the handler has returned. `cache-control` is no-store where the handler has not set it.
  void answer(Context& c) const;
  Follower follow(Context& c) const;

 private:
  std::shared_ptr<server::EventFeed> feed_;
};

}  // namespace weft
