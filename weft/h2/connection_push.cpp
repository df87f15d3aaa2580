// RFC 9113 8.4.1: server push, the server's side.
#include <algorithm>

#include <weft/h2/connection.hpp>
#include <weft/h2/outgoing_fields.hpp>
#include <weft/h2/promised_request.hpp>
#include <weft/http/text.hpp>

namespace weft::h2 {

namespace {

// RFC 9113 8.4: "The server MUST include a value in the ":authority" pseudo-header field for which the server is
// authoritative". The server is authoritative for the parent's origin, or the parent would have been misdirected; about
// other origins we know nothing.
bool is_same_origin(const http::RequestHead& request, const http::RequestHead& parent) {
  return !request.authority.empty() && http::equals_ignoring_case(request.authority, parent.authority) &&
         http::equals_ignoring_case(request.scheme, parent.scheme);
}

}  // namespace

Result<MessageId, PushOutcome> Connection::push(MessageId parent, const http::RequestHead& request, Time now) {
  advance(now);
  Stream* parent_stream = streams_.find(parent);
  if (const auto refusal = refusal_of(parent_stream, request)) return weft::fail(*refusal);

  Stream& stream = streams_.open_next(durable_.peer.initial_window, 0, clock_.now());
  guard_.stream_opened();
  stream.state = transition(StreamState::idle, StreamInput::send_promise).next;
  stream.incoming.next = Part::ended;
  stream.is_head_request = request.method == http::Method::head;
  stream.ledger.wait_for(http::Wait::application, clock_);
  priorities_.promised(stream, *parent_stream, request);
  writer_.write_promise(*parent_stream, stream, request);
  return stream.id;
}

std::optional<PushOutcome> Connection::refusal_of(const Stream* parent, const http::RequestHead& request) const {
  if (!is_server()) return PushOutcome::wrong_role;
  // RFC 9113 6.8: "Receivers of a GOAWAY frame MUST NOT open additional streams on the connection". Beyond the RFC: nor
  // does who sent one.
  if (!ending_.allows_new_streams()) return PushOutcome::connection_closing;
  // RFC 9113 6.6: "PUSH_PROMISE MUST NOT be sent if the SETTINGS_ENABLE_PUSH setting of the peer endpoint is set to 0."
  if (!durable_.peer.push) return PushOutcome::disabled;
  // RFC 9113 8.4.1: "PUSH_PROMISE frames can be sent by the server on any client-initiated stream, but the stream MUST
  // be in either the "open" or "half-closed (remote)" state with respect to the server."
  if (parent == nullptr || !frame::is_client_initiated(parent->id)) return PushOutcome::unknown_parent;
  if (!may_send(parent->state) || parent->tunnel) return PushOutcome::parent_not_open;

  if (!may_be_promised(request.method)) return PushOutcome::method_not_safe;
  if (has_content(request)) return PushOutcome::has_content;
  if (!is_sendable(request)) return PushOutcome::head_not_valid;
  if (!is_same_origin(request, *parent->leases.request)) return PushOutcome::authority_differs;

  // RFC 9113 5.1.2: "Streams in either of the "reserved" states do not count toward the stream limit." But a promise
  // that cannot be kept now only makes the client wait.
  if (streams_.pushed() >= durable_.peer.max_streams) return PushOutcome::client_limit;
  if (streams_.pushes().live() >= options_.limits.promises) return PushOutcome::own_limit;
  if (!streams_.has_next_id()) return PushOutcome::ids_used_up;
  return std::nullopt;
}

}  // namespace weft::h2
