// Deadlines of the connection, and once a second a look at streams that may be too slow.
#include <algorithm>
#include <chrono>

#include <weft/h2/connection.hpp>
#include <weft/h2/forgotten.hpp>

namespace weft::h2 {

namespace {

// A peer that has closed its side acknowledges nothing any more.
Time settings_deadline(const SettingsInForce& own_settings, const Ending& ending, const Timeouts& timeouts) {
  const Time since = own_settings.waiting_since();
  return since == never || ending.peer_gone() ? never : since + timeouts.settings_ack;
}

}  // namespace

Time Connection::next_deadline() const {
  if (closed()) return never;
  return std::min({pace_.next_look(), settings_deadline(own_settings_, ending_, options_.timeouts),
                   flow_.rate_deadline(), idle_deadline(), ending_.deadline(durable_.age_limit(options_.timeouts)),
                   intake_.deadline(durable_.created, options_.timeouts)});
}

void Connection::handle_timeout(Time now) {
  if (closed()) return;
  advance(now);
  const Timeouts& timeouts = options_.timeouts;
  if (intake_.is_preface_late(clock_.now(), durable_.created, timeouts)) return fail(Reason::preface_timeout);
  // RFC 9113 6.5.3: "If the sender of a SETTINGS frame does not receive an acknowledgment within a reasonable amount of
  // time, it MAY issue a connection error (Section 5.4.1) of type SETTINGS_TIMEOUT."
  if (clock_.now() >= settings_deadline(own_settings_, ending_, options_.timeouts))
    return fail(Reason::settings_timeout);
  if (intake_.is_block_late(clock_.now(), timeouts)) return fail(Reason::header_block_timeout);
  if (ending_.looks_for_vain_waits(clock_.now())) give_up_waiting();
  if (ending_.has_drained_for_too_long(clock_.now())) return fail(Reason::drain_timeout);
  if (ending_.has_announced_for_long(clock_.now())) finish_announcing();
  if (clock_.now() >= durable_.age_limit(options_.timeouts)) begin_shutdown(Reason::age_limit);
  if (clock_.now() >= idle_deadline()) begin_shutdown(Reason::idle_timeout);
  if (clock_.now() >= flow_.rate_deadline()) go_on_at_rate();
  if (clock_.now() >= pace_.next_look()) scan();
}

Time Connection::idle_deadline() const {
  // Beyond the RFC: a promise that the server does not answer does not keep a client's connection from being idle.
  const std::size_t waiting = is_server() ? 0 : streams_.promised();
  const bool idle = streams_.live() == waiting && ending_.is_running();
  return idle ? durable_.last_active + options_.timeouts.idle : never;
}

void Connection::scan() {
  pace_.begin_look(flow_, clock_.now());
  bool goes_on = false;
  streams_.for_each([&](Stream& stream) {
    if (closed() || is_closed(stream.state)) return;
    if (is_server()) count_standstill(stream);
    const Look request = is_server() ? pace_.look_at_request(stream, flow_, intake_.in_data(), clock_.now()) : Look();
    if (request.reason) give_up_request(stream, *request.reason);
    const Look response = is_closed(stream.state) ? Look() : pace_.look_at_response(stream, flow_, clock_.now());
    if (response.reason) stream_error(stream.id, *response.reason);
    const bool is_unread = !is_closed(stream.state) && watch_unconsumed(stream, guard_);
    goes_on = goes_on || request.goes_on || response.goes_on || is_unread;
  });
  if (goes_on && !closed()) pace_.look_again(clock_.now());
}

// A request that has not come any further for a second waits for the application, or for its client, and one that has
// for nobody. Nothing is noted when octets come: a look compares their number with that of the look before.
void Connection::count_standstill(Stream& stream) {
  const Time begun = stream.incoming.pace.since;
  const Time second_ago = clock_.now() - std::chrono::seconds(1);
  if (!stream.is_coming() || stream.tunnel || begun == never) return;
  if (stream.ledger.has_passed_mark(stream.incoming.octets)) {
    stream.ledger.mark(stream.incoming.octets);
    return stream.ledger.end(clock_);
  }
  if (begun > second_ago) return;
  const bool is_limited = flow_.is_credit_held_by_rate(stream);
  stream.ledger.has_waited_for(is_limited ? http::Wait::rate_limit : http::Wait::application, second_ago, clock_);
}

void Connection::give_up_request(Stream& stream, Reason reason) {
  if (stream.outgoing.next != Part::ended) return stream_error(stream.id, reason);
  // RFC 9113 8.1: "a server MAY request that the client abort transmission of a request without error by sending a
  // RST_STREAM with an error code of NO_ERROR after sending a complete response".
  cancel(stream, ErrorCode::no_error, close_of(Reason::upload_not_needed));
  charge(guard_.reset_queued());
}

}  // namespace weft::h2
