#include <weft/session/server/parking/rest_queue.hpp>

namespace weft::session::server {

void RestQueue::add(Quiet& quiet, Time now) {
  put_last(quiet, now);
  if (size_ > room_) thin_out(now);
}

void RestQueue::remove(Quiet& quiet) {
  if (!quiet.quiet_hook.linked()) return;
  list_.remove(quiet);
  --size_;
}

void RestQueue::came_back(Duration after) {
  constexpr std::size_t step = 4;
  if (after < usual && size_ >= room_) room_ += step;
}

void RestQueue::on_deadline(Time now) {
  while (is_due(usual, now)) {
    send_first(now);
    if (room_ > most) --room_;
  }
  if (size_ > 0) deadlines_.arm(*this, list_.front().quiet_since + usual);
}

// Two for one that comes: more than one, so that they become fewer, and not all, so that no turn is long.
void RestQueue::thin_out(Time now) {
  for (int i = 0; i < 2 && size_ > room_ && is_due(earliest, now); ++i) send_first(now);
}

void RestQueue::send_first(Time now) {
  Quiet& first = list_.pop_front();
  --size_;
  if (!first.rest(now)) put_last(first, now);
}

void RestQueue::put_last(Quiet& quiet, Time now) {
  if (!quiet.quiet_hook.linked()) ++size_;
  quiet.quiet_since = now;
  list_.push_back(quiet);
  if (when() == never) deadlines_.arm(*this, now + usual);
}

}  // namespace weft::session::server
