// Bodies that are stopped for a while, and what keeps them from stopping others (RFC 9113 5.2.2: "Flow control
// addresses cases where the receiver is unable to process data on one stream yet wants to continue to process other
// streams in the same connection.").
//
// A paused message gets no credit. What its window had let through before still arrives and stays unread, and would
// use up the window of the connection. So that window grows by what paused messages hold, up to
// Options::paused_window: the budget of memory that pauses may cost.
#include <algorithm>

#include <weft/h2/connection.hpp>

namespace weft::h2 {

void Connection::pause(MessageId message, PauseBy by) {
  Stream* stream = streams_.find(message);
  if (stream == nullptr) return;
  const bool was_paused = stream->paused();
  stream->paused_by = static_cast<std::uint8_t>(stream->paused_by | static_cast<std::uint8_t>(by));
  if (was_paused) return;
  count_paused(stream->held);
  offer_connection_credit(Credit::when_due);
}

void Connection::resume(MessageId message, PauseBy by) {
  Stream* stream = streams_.find(message);
  if (stream == nullptr || !stream->paused()) return;
  stream->paused_by = static_cast<std::uint8_t>(stream->paused_by & ~static_cast<std::uint8_t>(by));
  if (stream->paused()) return;
  count_paused(-std::int64_t{stream->held});
  stream->receive_pace.since = never;
  arm_scan();
  offer_credit(*stream, Credit::at_once);
}

// Octets that paused messages hold from now on, or no longer.
void Connection::count_paused(std::int64_t octets) {
  paused_unread_ = static_cast<std::size_t>(static_cast<std::int64_t>(paused_unread_) + octets);
  receive_window_.set_extra(static_cast<std::uint32_t>(std::min<std::size_t>(paused_unread_, options_.paused_window)));
}

}  // namespace weft::h2
