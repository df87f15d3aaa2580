#include <weft/server/events/event_body.hpp>

#include <algorithm>
#include <utility>

namespace weft::server {

http::Pulled EventBody::pull(MutableOctets room) {
  std::size_t written = 0;
  while (written < room.size() && (!rest_.empty() || take_next())) {
    const auto piece = as_octets(rest_.substr(0, room.size() - written));
    std::copy(piece.begin(), piece.end(), room.begin() + static_cast<std::ptrdiff_t>(written));
    rest_.remove_prefix(piece.size());
    written += piece.size();
  }
  if (written > 0) was_silent_ = false;
  using Next = http::Pulled::State;
  if (!rest_.empty() || has_next()) return {written, Next::more};
  if (has_ended()) return {written, Next::end};
  is_blocked_ = true;
  return {written, Next::blocked};
}

bool EventBody::take_next() {
  event_ = next();
  if (event_ != nullptr) {
    is_heartbeat_due_ = false;
    rest_ = event_->text;
  } else if (std::exchange(is_heartbeat_due_, false)) {
    // HTML 9.2.7: "authors can include a comment line (one starting with a ':' character) every 15 seconds or so."
    rest_ = ":\n\n";
  }
  return !rest_.empty();
}

void EventBody::on_heartbeat() {
  if (!std::exchange(was_silent_, true)) return;
  is_heartbeat_due_ = true;
  unblock();
}

void EventBody::unblock() {
  if (std::exchange(is_blocked_, false)) exchange_.body_ready();
}

}  // namespace weft::server
