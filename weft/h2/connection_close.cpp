// RFC 9113 5.4.1 and 6.8: how a connection ends, in peace or not.
#include <algorithm>

#include <weft/h2/connection.hpp>

namespace weft::h2 {

// False when the connection is lost over it.
bool Connection::charge(Guard::Breach breach) {
  if (breach) fail(*breach);
  return !breach;
}

bool Connection::charge_glitch() {
  if (!charge(guard_.glitch(now_))) return false;
  if (guard_.is_weary(now_)) begin_shutdown(Reason::glitches_warning);
  return true;
}

void Connection::fail(Reason reason) {
  const http::Close close = close_of(reason);
  end(close, static_cast<ErrorCode>(close.code), Unsent::drop);
}

// The one way out. RFC 9113 5.4.1: "An endpoint that encounters a connection error SHOULD first send a GOAWAY frame
// (Section 6.8) with the stream identifier of the last stream that it successfully received from its peer."
void Connection::end(http::Close close, ErrorCode code, Unsent unsent) {
  if (closed()) return;
  close.scope = http::Scope::connection;
  if (unsent == Unsent::drop) writer_.drop_sections();
  const auto* draining = std::get_if<Draining>(&ending_);
  const bool said_already = draining != nullptr && code == ErrorCode::no_error;
  // RFC 9113 6.8: "Endpoints MUST NOT increase the value they send in the last stream identifier".
  const frame::StreamId last = draining != nullptr ? std::min(draining->last, last_processed_) : last_processed_;
  if (!said_already && !peer_gone_) {
    writer_.write_last(frame::Goaway{last, code, as_octets(close.reason)});
  }
  ending_ = Ended{};
  block_.reset();
  streams_.for_each([&](Stream& stream) { close_stream(stream, StreamState::closed_by_our_reset, close); });
  emit(ConnectionClosed{close});
}

void Connection::close(ErrorCode code, OwnReason reason) {
  http::Close close = close_of(Reason::user_close);
  close.code = static_cast<std::uint32_t>(code);
  if (!reason.token().empty()) close.reason = reason.token();
  end(close, code, Unsent::drop);
}

void Connection::shutdown(Time now) {
  advance(now);
  begin_shutdown(Reason::shutdown);
}

// RFC 9113 6.8: "A server that is attempting to gracefully shut down a connection SHOULD send an initial GOAWAY frame
// with the last stream identifier set to 2^31-1 and a NO_ERROR code."
void Connection::begin_shutdown(Reason reason) {
  if (!std::holds_alternative<Running>(ending_)) return;
  parting_ = close_of(reason);
  const Time drained_by = now_ + options_.timeouts.drain;
  const frame::StreamId last = is_server() ? frame::max_stream_id : last_processed_;
  writer_.write(frame::Goaway{last, ErrorCode::no_error, as_octets(parting_.reason)});
  if (!is_server()) {
    ending_ = Draining{last, drained_by};
    return end_if_drained();
  }
  writer_.write(frame::Ping{.ack = false, .opaque = announcing_ping});
  ending_ = Announced{now_ + announcement_limit, drained_by};
}

// RFC 9113 6.8: "After allowing time for any in-flight stream creation (at least one round-trip time), the server MAY
// send another GOAWAY frame with an updated last stream identifier."
void Connection::finish_announcing() {
  const Time drained_by = std::get<Announced>(ending_).drained_by;
  writer_.write(frame::Goaway{last_processed_, ErrorCode::no_error, as_octets(parting_.reason)});
  ending_ = Draining{last_processed_, drained_by};
  end_if_drained();
}

void Connection::end_if_drained() {
  if (open_streams_ + promised_streams_ + pushed_streams_ != 0 || closed()) return;
  const bool draining = std::holds_alternative<Draining>(ending_);
  if (draining || peer_goaway_ || peer_gone_) end(parting_, ErrorCode::no_error, Unsent::keep);
}

void Connection::on_frame(const frame::Goaway& frame) {
  // RFC 9113 6.8: "An endpoint MAY send multiple GOAWAY frames if circumstances change."
  if (peer_goaway_ && !charge_glitch()) return;
  emit(GoawayReceived{frame.last_stream, frame.code, lend(frame.debug)});
  if (!peer_goaway_ && std::holds_alternative<Running>(ending_)) {
    parting_ = close_of(frame.code == ErrorCode::no_error ? Reason::peer_shutdown : Reason::peer_goaway);
    if (frame.code != ErrorCode::no_error) parting_.code = static_cast<std::uint32_t>(frame.code);
  }
  peer_goaway_ = true;
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

// A peer that only closed its side still gets the responses to what it has asked completely, if they come promptly.
void Connection::receive_end(Time now) {
  if (closed() || peer_gone_) return;
  advance(now);
  peer_gone_ = true;
  if (std::holds_alternative<Running>(ending_) && !peer_goaway_) parting_ = close_of(Reason::peer_closed);
  streams_.for_each([&](Stream& stream) {
    if (may_receive(stream.state) || stream.state == StreamState::reserved_remote) {
      close_stream(stream, StreamState::closed_by_peer_reset, close_of(Reason::peer_vanished));
    }
  });
  if (closed()) return;
  settings_deadline_ = never;
  ending_ = Draining{last_processed_, drained_by()};
  give_up_at_ = now_ + options_.timeouts.half_closed;
  give_up_blocked();
  end_if_drained();
}

// What is on its way goes on for as long as a connection lives, unless we were about to end it before.
Time Connection::drained_by() const {
  if (const auto* announced = std::get_if<Announced>(&ending_)) return announced->drained_by;
  if (const auto* draining = std::get_if<Draining>(&ending_)) return draining->drained_by;
  return std::max(now_, created_ + options_.timeouts.age) + options_.timeouts.drain;
}

// After the peer's last octet no window opens any more: what waits for one waits in vain. The peer may still read, and
// learns that this was not all.
void Connection::give_up_blocked() {
  if (!peer_gone_ || closed()) return;
  streams_.for_each([&](Stream& stream) {
    const bool blocked = !stream.send_window.open() || !send_window_.open();
    if (stream.body == nullptr || !blocked) return;
    send_reset(stream.id, &stream, ErrorCode::cancel);
    close_stream(stream, StreamState::closed_by_our_reset, close_of(Reason::peer_vanished));
  });
}

// Beyond the RFC: a peer that has closed its side and one that has gone look the same, and neither can use HTTP/2 any
// more. Whatever has no octets for it now would be made for nobody.
void Connection::give_up_waiting() {
  const Duration patience = options_.timeouts.half_closed;
  give_up_at_ = now_ + patience;
  streams_.for_each([&](Stream& stream) {
    if (closed() || is_closed(stream.state)) return;
    const Time since = stream.ledger.waits_for_application_since();
    if (since == never || now_ < since + patience) return;
    send_reset(stream.id, &stream, ErrorCode::cancel);
    close_stream(stream, StreamState::closed_by_our_reset, close_of(Reason::peer_vanished));
  });
}

}  // namespace weft::h2
