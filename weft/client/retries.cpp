#include <weft/client/retries.hpp>

#include <weft/session/client/verdict.hpp>

namespace weft::client {

namespace {

// At most so many attempts that count.
constexpr unsigned most_attempts = 2;

}  // namespace

void Retries::began(const session::client::Connection& connection) {
  stream_limit_ = connection.stream_limit();
  served_ = connection.has_served();
  ++begun_;
}

// A request of which no octet has left was not processed, either.
bool Retries::was_not_processed(const End& end) const {
  if (session::client::was_not_processed(end.close)) return true;
  return end.before_head && !end.has_left;
}

bool Retries::is_calm(const End& end) const {
  if (session::client::wants_calm(end.close)) return true;
  return end.connection != nullptr && end.connection->wants_calm() && was_not_processed(end);
}

bool Retries::is_safe(const End& end) const {
  return !maybe_processed_ && (end.connection == nullptr || was_not_processed(end));
}

// RFC 9113 8.7 says of REFUSED_STREAM that the connection goes on: only a new limit that crossed the request excuses
// it.
bool Retries::counts(const End& end) const {
  if (is_calm(end) || !was_not_processed(end) || end.connection == nullptr) return true;
  if (end.connection->taken()) return *end.connection->taken() == 0;
  if (!end.has_left) return !end.connection->has_served();
  return end.connection->stream_limit() >= stream_limit_;
}

Retry Retries::after(const End& end) {
  if (!end.before_head) return Retry::no;
  if (counts(end) && ++counted_ >= most_attempts) return Retry::no;
  const bool may_be_processed = !was_not_processed(end);
  const Retry retry = may_be_processed ? after_maybe_processed(end) : after_not_processed(end);
  if (retry != Retry::no) maybe_processed_ |= may_be_processed && retry != Retry::over_http11;
  return retry;
}

Retry Retries::after_not_processed(const End& end) const {
  return is_calm(end) ? Retry::calmly : Retry::yes;
}

Retry Retries::after_maybe_processed(const End& end) const {
  // A server that wants HTTP/1.1 has refused the request because of its version.
  if (session::client::wants_http11(end.close)) return end.allows_http11 ? Retry::over_http11 : Retry::no;
  // RFC 9110 9.2.2: "Idempotent methods are distinguished because the request can be repeated automatically if a
  // communication failure occurs before the client is able to read the server's response." A connection that has never
  // answered may have been lost because of the request.
  if (!end.idempotent) return Retry::no;
  if (is_calm(end)) return Retry::calmly;
  const bool may_be_age = served_ || session::client::was_given_up(end.close);
  return may_be_age && session::client::was_lost(end.close) ? Retry::yes : Retry::no;
}

}  // namespace weft::client
