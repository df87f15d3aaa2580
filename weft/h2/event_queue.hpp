// What has happened and was not polled yet, with what the events refer to.
//
//   queue.add(Closed{stream, close});
//   while (auto event = queue.poll(streams, guard)) …
#pragma once

#include <cstddef>
#include <list>
#include <optional>

#include <weft/base/ring.hpp>
#include <weft/base/time.hpp>
#include <weft/h2/events.hpp>
#include <weft/h2/limits.hpp>
#include <weft/h2/streams.hpp>
#include <weft/h2/workspace.hpp>

namespace weft::h2 {

class EventQueue {
 public:
  explicit EventQueue(Workspace& workspace) : workspace_(workspace) {}

  // Written where it waits, field by field: a copy of what has just been written stalls.
  template <class Happened>
  void add(const Happened& happened) {
    if (events_.capacity() == 0) events_ = workspace_.event_queues().take();
    QueuedEvent& last = events_.extend();
    last.message = message_of(happened);
    last.event.emplace<Happened>(happened);
  }
  // The head is kept until the queue is empty, where the limit of what live streams hold has room for it.
  void add_rejected(Rejected rejected, Pool<http::RequestHead>::Lease head, http::Traffic traffic, Time began,
                    Guard& guard);

  // The next one whose message was not released.
  std::optional<Event> poll(const Streams& streams, Guard& guard);

  bool empty() const { return events_.empty(); }
  std::size_t size() const { return events_.size(); }
  // Octets of memory held, for a budget; the guard counts heads.
  std::size_t capacity() const { return events_.capacity(); }

 private:
  // What a Rejected that has not been polled points to.
  struct KeptRejection {
    Pool<http::RequestHead>::Lease head;
    std::size_t field_octets;
    http::RejectedRequest request;
  };

  void forget_rejections(Guard& guard);

  Workspace& workspace_;
  Ring<QueuedEvent> events_;
  std::list<KeptRejection> rejections_;
};

}  // namespace weft::h2
