#include <weft/h1/connection.hpp>
#include <weft/h1/head_reader.hpp>
#include <weft/h1/head_writer.hpp>

namespace weft::h1 {

namespace {

// The sizes of the buffers that an idle connection keeps.
constexpr std::size_t kept_head = 8 * 1024;
constexpr std::size_t kept_input = 4 * 1024;

void shrink(Buffer& buffer, std::size_t kept) {
  if (buffer.empty() && buffer.capacity() > kept) buffer.release();
}

}  // namespace

Connection::Connection(Role role, const Options& options, Time now)
    : role_(role), options_(options), now_(now), born_(now), last_body_octet_(now), response_moved_(now) {
  // The first head is due from the start; a client's connection may wait for its first request.
  await(role == Role::server ? Awaited::head : Awaited::message);
}

Connection::~Connection() = default;

void Connection::reset(MessageId message, OwnReason reason) {
  if (is_current(message) && under_way()) break_off({http::Scope::connection, http::Blame::user, 0, reason.token()});
}

void Connection::release(MessageId message) {
  if (!is_current(message)) return;
  exchange_.live = false;
  gates_.reset();
  if (under_way()) return break_off(close_of(Reason::released_early));
  await_next();
}

void Connection::shutdown(Time now) {
  tick(now);
  if (close_ || shutting_down_) return;
  shutting_down_ = true;
  if (!under_way()) return finish(close_of(Reason::shut_down));
  exchange_.persistent = false;
  drain_until_ = now + options_.timeouts.drain;
}

// RFC 9112 9.6: "in a response, the same field indicates that the server is going to close this connection after the
// response message is complete", and 9.5: "From the server's point of view, the connection is being closed while it was
// idle, but from the client's point of view, a request is in progress." Only a response can tell the client in time. A
// response whose head is already made without the option has not told it, and the connection is idle after that one.
void Connection::wind_down(Time now) {
  tick(now);
  if (close_ || shutting_down_) return;
  shutting_down_ = true;
  if (exchange_.sending == Sending::nothing) exchange_.persistent = false;
  drain_until_ = now + options_.timeouts.drain;
}

void Connection::close(OwnReason reason) {
  break_off({http::Scope::connection, http::Blame::user, 0, reason.token()});
}

bool Connection::closed() const {
  return close_.has_value();
}

std::size_t Connection::live_messages() const {
  return exchange_.live ? 1 : 0;
}

http::Traffic Connection::traffic(MessageId message) const {
  return is_current(message) ? exchange_.traffic : http::Traffic{};
}

std::size_t Connection::memory() const {
  return input_.capacity() + output_.capacity() + head_text_.capacity() + request_.fields.capacity() +
         response_.fields.capacity() + trailers_.capacity();
}

// One direction has ended: perhaps the message has ended too, and perhaps the connection.
void Connection::settle() {
  if (close_) return;
  if (!under_way()) return await_next();
  const bool received = std::holds_alternative<Complete>(reading_);
  const bool sent = exchange_.sending == Sending::complete;
  // RFC 9110 9.3.6: "A tunnel is closed when a tunnel intermediary detects that either side has closed its connection":
  // when the peer's side is closed, ours ends as soon as its source does.
  const bool by_sending = role_ == Role::server || exchange_.tunnel;
  if (by_sending ? !sent : !received) return;
  exchange_.unconsumed = 0;
  if (exchange_.lost) {
    exchange_.end = exchange_.lost;
    return finish(*exchange_.lost);
  }
  if (exchange_.tunnel) {
    exchange_.end = close_of(Reason::tunnel_ended);
    return finish(close_of(Reason::not_persistent));
  }
  exchange_.end = close_of(received && sent ? Reason::complete : Reason::early_response);
  // RFC 9112 9.5: "If the client sees a response that indicates the server does not wish to receive the message body
  // and is closing the connection, the client SHOULD immediately cease transmitting the body and close its side of the
  // connection."
  if (!sent) return finish(close_of(Reason::request_unsent));
  if (exchange_.persistent) return await_next();
  if (exchange_.method == http::Method::connect) return finish(close_of(Reason::tunnel_refused));
  if (shutting_down_) return finish(close_of(Reason::shut_down));
  finish(close_of(received ? Reason::not_persistent : Reason::request_unread));
}

// The next message may begin when this one is over: in both directions, and the application's work.
void Connection::await_next() {
  if (close_ || exchange_.live || under_way() || !std::holds_alternative<Complete>(reading_)) return;
  exchange_ = Exchange{};
  reading_ = AwaitHead{};
  head_text_.clear();
  shrink(head_text_, kept_head);
  shrink(input_, kept_input);
  await(Awaited::message);
}

// The peer cannot be followed any further. A server answers with the reason, where it has not begun a response.
void Connection::refuse(Reason reason) {
  const http::Close close = close_of(reason);
  if (role_ == Role::client) return break_off(close);
  if (const auto* head = std::get_if<AwaitHead>(&reading_)) return reject(reason, head->since.value_or(now_));
  if (!under_way()) return finish(close);
  exchange_.traffic.received += waiting().size();
  if (exchange_.sending != Sending::nothing) return lose_request(close);
  answer(reason);
  exchange_.traffic.sent += output_.size();
  finish(close);
}

// The peer's head never became a request. Where no octet of a head has come, nobody waits for an answer.
void Connection::reject(Reason reason, Time since) {
  if (tls_expected_) reason = Reason::tls_expected;
  const http::Close close = close_of(reason);
  if (close.code != 0) {
    // Random octets of a ClientHello are no method, and are of no use in a log.
    read_beginning(reason == Reason::cleartext_expected ? std::string_view() : as_text(waiting()), request_);
    answer(reason);
    rejected_request_ = {&request_, {.received = waiting().size(), .sent = output_.size()}, since};
    rejected_ = http::Rejected{++last_id_, static_cast<std::uint16_t>(close.code), close, &rejected_request_};
  }
  finish(close);
}

void Connection::answer(Reason reason) {
  const auto* wall = options_.wall_time;
  append_answer(output_, reason, wall != nullptr ? std::optional(wall->at(now_)) : std::nullopt, content_of(reason));
}

// Programs find the token in the reason phrase. Plain HTTP on a TLS port mostly comes from a person's browser, so that
// answer has a text. RFC 9110 9.3.2: "the server MUST NOT send content in the response" to HEAD.
std::string_view Connection::content_of(Reason reason) const {
  const bool is_for_people = reason == Reason::tls_expected && request_.method != http::Method::head;
  return is_for_people ? meaning(reason) : std::string_view();
}

// The response has begun. It goes out if its octets are ready; a response that is still being made may depend on the
// rest of the request, and ends as soon as it would have to wait.
void Connection::lose_request(http::Close close) {
  close.code = 0;
  exchange_.lost = close;
  exchange_.persistent = false;
  exchange_.unconsumed = 0;
  stop_reading();
  give_up_lost();
}

void Connection::give_up_lost() {
  if (exchange_.lost && body_.state() == BodyWriter::State::blocked) break_off(*exchange_.lost);
}

// A message that is under way must not look complete.
void Connection::break_off(const http::Close& close) {
  if (under_way()) output_.clear();
  // RFC 9112 8: a response that is "terminated by closure of the connection" is "considered complete unless an error
  // was indicated by the underlying connection".
  if (exchange_.sending == Sending::body && body_.ends_by_close()) torn_ = true;
  finish(close);
}

void Connection::finish(const http::Close& close) {
  if (close_) return;
  if (under_way()) exchange_.end = close;
  close_ = close;
  body_.abandon();
  stop_reading();
}

void Connection::stop_reading() {
  reading_ = Stopped{};
  borrowed_ = {};
  input_.clear();
  await(Awaited::nothing);
}

std::optional<Event> Connection::poll_end() {
  if (rejected_) {
    const http::Rejected rejected = *rejected_;
    rejected_.reset();
    return rejected;
  }
  if (exchange_.live && exchange_.end && !exchange_.end_reported) {
    exchange_.end_reported = true;
    return http::Closed{exchange_.id, *exchange_.end};
  }
  if (close_ && !close_reported_) {
    close_reported_ = true;
    return http::ConnectionClosed{*close_};
  }
  return std::nullopt;
}

}  // namespace weft::h1
