#include <weft/h1/connection.hpp>
#include <weft/h1/head_writer.hpp>

namespace weft::h1 {

namespace {

// What an idle connection keeps of its buffers.
constexpr std::size_t kept_head = 8 * 1024;
constexpr std::size_t kept_input = 4 * 1024;

void shrink(Buffer& buffer, std::size_t kept) {
  if (buffer.empty() && buffer.capacity() > kept) buffer.release();
}

}  // namespace

Connection::Connection(Role role, const Options& options, Time now)
    : role_(role), options_(options), now_(now), born_(now), last_body_octet_(now) {
  // The first head is due from the start; a client's connection may wait for its first request.
  await(role == Role::server ? Awaited::head : Awaited::message);
}

Connection::~Connection() = default;

void Connection::reset(MessageId message, std::string_view reason) {
  if (is_current(message) && under_way()) break_off({http::Scope::connection, http::Blame::user, 0, reason});
}

void Connection::release(MessageId message) {
  if (!is_current(message)) return;
  exchange_.live = false;
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

void Connection::close(std::string_view reason) {
  break_off({http::Scope::connection, http::Blame::user, 0, reason});
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

// A direction has ended: perhaps the message has, and perhaps the connection with it.
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

// The next message may begin when all of this one is over: both directions, and the application's work.
void Connection::await_next() {
  if (close_ || exchange_.live || under_way() || !std::holds_alternative<Complete>(reading_)) return;
  exchange_ = Exchange{};
  reading_ = AwaitHead{};
  head_text_.clear();
  shrink(head_text_, kept_head);
  shrink(input_, kept_input);
  await(Awaited::message);
}

// The peer cannot be followed any further. A server says why, if it has not begun to say something else.
void Connection::refuse(Reason reason) {
  const http::Close close = close_of(reason);
  const bool between = std::holds_alternative<AwaitHead>(reading_);
  const bool unanswered = between || (under_way() && exchange_.sending == Sending::nothing);
  if (role_ == Role::server && unanswered && close.code != 0) {
    append_answer(output_, reason);
    if (between) rejected_ = http::Rejected{++last_id_, static_cast<std::uint16_t>(close.code), close};
  }
  if (under_way() && exchange_.sending == Sending::body) output_.clear();
  finish(close);
}

// What is under way must not look complete.
void Connection::break_off(const http::Close& close) {
  if (under_way()) output_.clear();
  finish(close);
}

void Connection::finish(const http::Close& close) {
  if (close_) return;
  if (under_way()) exchange_.end = close;
  close_ = close;
  body_.abandon();
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
