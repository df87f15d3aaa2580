#include <weft/h2/event_queue.hpp>

#include <utility>

namespace weft::h2 {

void EventQueue::add_rejected(Rejected rejected, Pool<http::RequestHead>::Lease head, http::Traffic traffic, Time began,
                              Guard& guard) {
  std::size_t octets = head->fields.capacity();
  if (!guard.hold_fields(octets)) {
    head.reset();
    octets = 0;
  }
  KeptRejection& kept = rejections_.emplace_back(KeptRejection{std::move(head), octets, {}});
  kept.request = {kept.head.get(), traffic, began};
  rejected.request = &kept.request;
  add(rejected);
}

std::optional<Event> EventQueue::poll(const Streams& streams, Guard& guard) {
  std::optional<Event> event;
  while (!event && !events_.empty()) {
    const QueuedEvent& next = events_.front();
    if (next.message == 0 || streams.find(next.message) != nullptr) event = next.event;
    events_.drop_front();
  }
  if (!event && !rejections_.empty()) forget_rejections(guard);
  if (events_.empty() && events_.capacity() != 0) workspace_.event_queues().give_back(std::move(events_));
  return event;
}

void EventQueue::forget_rejections(Guard& guard) {
  for (const KeptRejection& kept : rejections_) guard.drop_fields(kept.field_octets);
  rejections_.clear();
}

}  // namespace weft::h2
