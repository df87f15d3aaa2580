#include <weft/session/server/parking/parking_queue.hpp>

namespace weft::session::server {

void ParkingQueue::add(Parkable& idle, Time now) {
  put_last(idle, now);
  if (size_ > room_) thin_out(now);
}

void ParkingQueue::remove(Parkable& idle) {
  if (!idle.parking_hook.linked()) return;
  list_.remove(idle);
  --size_;
}

void ParkingQueue::unparked(Duration after) {
  constexpr std::size_t step = 4;
  if (after < usual && size_ >= room_) room_ += step;
}

void ParkingQueue::on_deadline(Time now) {
  while (is_due(usual, now)) {
    park_first(now);
    if (room_ > most) --room_;
  }
  if (size_ > 0) deadlines_.arm(*this, list_.front().idle_since + usual);
}

// Parks two for each connection that comes: more than one, so that they become fewer, and not all, so that no turn is
// long.
void ParkingQueue::thin_out(Time now) {
  for (int i = 0; i < 2 && size_ > room_ && is_due(earliest, now); ++i) park_first(now);
}

void ParkingQueue::park_first(Time now) {
  Parkable& first = list_.pop_front();
  --size_;
  if (!first.park(now)) put_last(first, now);
}

void ParkingQueue::put_last(Parkable& idle, Time now) {
  if (!idle.parking_hook.linked()) ++size_;
  idle.idle_since = now;
  list_.push_back(idle);
  if (when() == never) deadlines_.arm(*this, now + usual);
}

}  // namespace weft::session::server
