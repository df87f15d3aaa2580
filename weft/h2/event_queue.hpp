// The events that were not polled yet, with the heads that they refer to.
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

  // An event is written field by field where it waits: a copy of members that were just written stalls.
  template <class Happened>
  void add(const Happened& happened) {
    if (events_.capacity() == 0) events_ = workspace_.event_queues().take();
    QueuedEvent& last = events_.extend();
    last.message = message_of(happened);
    last.event.emplace<Happened>(happened);
  }
  // The head is kept until the queue is empty, if the limit of fields that live streams hold has room for it.
  void add_rejected(Rejected rejected, Pool<http::RequestHead>::Lease head, http::Traffic traffic, Time began,
                    Guard& guard);

  // The next event whose message was not released.
  std::optional<Event> poll(const Streams& streams, Guard& guard);

  bool empty() const { return events_.empty(); }
  std::size_t size() const { return events_.size(); }
  // Octets of memory held, for a budget; the guard counts heads.
  std::size_t capacity() const { return events_.capacity(); }

 private:
  // The parts that an unpolled Rejected points to.
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
