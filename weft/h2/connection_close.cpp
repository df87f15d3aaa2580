// RFC 9113 5.4.1 and 6.8: how a connection ends, in order or by an error.
#include <algorithm>

#include <weft/h2/connection.hpp>

namespace weft::h2 {

bool Connection::charge(std::optional<Reason> broken) {
  if (broken) fail(*broken);
  return !broken;
}

bool Connection::charge_glitch() {
  if (!charge(guard_.glitch(clock_.now()))) return false;
  if (guard_.is_weary(clock_.now())) begin_shutdown(Reason::glitches_warning);
  return true;
}

void Connection::fail(Reason reason) {
  const http::Close close = close_of(reason);
  lose(close, static_cast<ErrorCode>(close.code));
}

// Nothing but GOAWAY matters any more.
void Connection::lose(const http::Close& close, ErrorCode code) {
  if (!closed()) writer_.drop_sections();
  end(close, code);
}

// RFC 9113 5.4.1: "An endpoint that encounters a connection error SHOULD first send a GOAWAY frame
// (Section 6.8) with the stream identifier of the last stream that it successfully received from its peer."
void Connection::end(http::Close close, ErrorCode code) {
  if (closed()) return;
  close.scope = http::Scope::connection;
  if (const auto goaway = ending_.finish(close, code)) writer_.write_last(*goaway);
  intake_.drop_block();
  flow_.stop();
  streams_.for_each([&](Stream& stream) { close_stream(stream, StreamState::closed_by_our_reset, close); });
  events_.add(ConnectionClosed{close});
}

void Connection::close(ErrorCode code, OwnReason reason) {
  http::Close close = close_of(Reason::user_close);
  close.code = static_cast<std::uint32_t>(code);
  if (!reason.token().empty()) close.reason = reason.token();
  lose(close, code);
}

void Connection::shutdown(Time now) {
  advance(now);
  begin_shutdown(Reason::shutdown);
}

void Connection::begin_shutdown(Reason reason) {
  if (!ending_.is_running()) return;
  writer_.write(ending_.begin(reason, clock_.now(), options_.timeouts));
  if (ending_.is_announced()) return writer_.write(Ending::announcing_ping);
  end_if_drained();
}

void Connection::finish_announcing() {
  writer_.write(ending_.finish_announcing());
  end_if_drained();
}

void Connection::end_if_drained() {
  if (streams_.any_open() || closed()) return;
  if (ending_.is_due_without_streams()) end(ending_.parting(), ErrorCode::no_error);
}

void Connection::on(const frame::Goaway& frame) {
  // RFC 9113 6.8: "An endpoint MAY send multiple GOAWAY frames if circumstances change."
  if (ending_.peer_goaway() && !charge_glitch()) return;
  events_.add(GoawayReceived{frame.last_stream, frame.code, intake_.lend(frame.debug)});
  ending_.on_goaway(frame.code);
  // RFC 9113 6.8: "The receiver of the GOAWAY frame can treat the streams as though they had never been created at all,
  // thereby allowing those streams to be retried later on a new connection."
  streams_.for_each([&](Stream& stream) {
    const bool is_ours = is_server() != frame::is_client_initiated(stream.id);
    if (is_ours && stream.id > frame.last_stream && !is_closed(stream.state)) {
      close_stream(stream, StreamState::closed_by_our_reset, close_of(Reason::beyond_goaway));
    }
  });
  end_if_drained();
}

// A peer that only closed its side still gets the responses to its complete requests, if they come promptly.
void Connection::receive_end(Time now) {
  if (closed() || ending_.peer_gone()) return;
  advance(now);
  ending_.on_peer_gone();
  streams_.for_each([&](Stream& stream) {
    if (may_receive(stream.state) || stream.state == StreamState::reserved_remote) {
      close_stream(stream, StreamState::closed_by_peer_reset, close_of(Reason::peer_vanished));
    }
  });
  if (closed()) return;
  ending_.drain(clock_.now(), durable_.age_limit(options_.timeouts), options_.timeouts);
  give_up_blocked();
  end_if_drained();
}

// After the peer's last octet no window opens any more: a body that waits for a window can never go on. The peer may
// still read, and learns from RST_STREAM that the body was not whole.
void Connection::give_up_blocked() {
  if (!ending_.peer_gone() || closed()) return;
  streams_.for_each([&](Stream& stream) {
    if (stream.outgoing.body == nullptr || !flow_.is_blocked(stream)) return;
    cancel(stream, ErrorCode::cancel, close_of(Reason::peer_vanished));
  });
}

// Beyond the RFC: a peer that has only closed its side and one that has left look the same, and neither can use HTTP/2
// any more. A response that has no octets ready now would be made for nobody.
void Connection::give_up_waiting() {
  const Duration patience = options_.timeouts.half_closed;
  ending_.look_again_at(clock_.now() + patience);
  streams_.for_each([&](Stream& stream) {
    if (closed() || is_closed(stream.state)) return;
    const Time since = stream.ledger.waits_for_application_since();
    if (since == never || clock_.now() < since + patience) return;
    cancel(stream, ErrorCode::cancel, close_of(Reason::peer_vanished));
  });
}

}  // namespace weft::h2
