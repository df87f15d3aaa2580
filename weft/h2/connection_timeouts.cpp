// What is due when: deadlines of the connection, and once a second a look at streams that may be too slow.
#include <algorithm>

#include <weft/h2/connection.hpp>
#include <weft/h2/forgotten.hpp>

namespace weft::h2 {

Time Connection::next_deadline() const {
  if (closed()) return never;
  return std::min({pace_.next_look(), settings_deadline(), flow_.rate_deadline(), idle_deadline(),
                   ending_.deadline(age_limit()), intake_.deadline(created_, options_.timeouts)});
}

void Connection::handle_timeout(Time now) {
  if (closed()) return;
  advance(now);
  const Timeouts& timeouts = options_.timeouts;
  if (intake_.is_preface_late(now_, created_, timeouts)) return fail(Reason::preface_timeout);
  // RFC 9113 6.5.3: "If the sender of a SETTINGS frame does not receive an acknowledgment within a reasonable amount of
  // time, it MAY issue a connection error (Section 5.4.1) of type SETTINGS_TIMEOUT."
  if (now_ >= settings_deadline()) return fail(Reason::settings_timeout);
  if (intake_.is_block_late(now_, timeouts)) return fail(Reason::header_block_timeout);
  if (ending_.looks_for_vain_waits(now_)) give_up_waiting();
  if (ending_.has_drained_for_too_long(now_)) return fail(Reason::drain_timeout);
  if (ending_.has_announced_for_long(now_)) finish_announcing();
  if (now_ >= age_limit()) begin_shutdown(Reason::age_limit);
  if (now_ >= idle_deadline()) begin_shutdown(Reason::idle_timeout);
  if (now_ >= flow_.rate_deadline()) go_on_at_rate();
  if (now_ >= pace_.next_look()) scan();
}

// A peer that has closed its side acknowledges nothing any more.
Time Connection::settings_deadline() const {
  const Time since = own_settings_.waiting_since();
  return since == never || ending_.peer_gone() ? never : since + options_.timeouts.settings_ack;
}

Time Connection::idle_deadline() const {
  // Beyond the RFC: a server that promises and does not answer keeps no client's connection from being idle.
  const std::size_t waiting = is_server() ? 0 : streams_.promised();
  const bool idle = streams_.live() == waiting && ending_.is_running();
  return idle ? last_active_ + options_.timeouts.idle : never;
}

void Connection::scan() {
  pace_.begin_look(flow_, now_);
  bool goes_on = false;
  streams_.for_each([&](Stream& stream) {
    if (closed() || is_closed(stream.state)) return;
    const Look request = is_server() ? pace_.look_at_request(stream, flow_, intake_.in_data(), now_) : Look();
    if (request.reason) give_up_request(stream, *request.reason);
    const Look response = is_closed(stream.state) ? Look() : pace_.look_at_response(stream, flow_, now_);
    if (response.reason) stream_error(stream.id, *response.reason);
    const bool is_unread = !is_closed(stream.state) && watch_unconsumed(stream, guard_);
    goes_on = goes_on || request.goes_on || response.goes_on || is_unread;
  });
  if (goes_on && !closed()) pace_.look_again(now_);
}

void Connection::give_up_request(Stream& stream, Reason reason) {
  if (stream.outgoing != Outgoing::ended) return stream_error(stream.id, reason);
  // RFC 9113 8.1: "a server MAY request that the client abort transmission of a request without error by sending a
  // RST_STREAM with an error code of NO_ERROR after sending a complete response".
  send_reset(stream.id, &stream, ErrorCode::no_error);
  close_stream(stream, StreamState::closed_by_our_reset, close_of(Reason::upload_not_needed));
  charge(guard_.reset_queued());
}

}  // namespace weft::h2
