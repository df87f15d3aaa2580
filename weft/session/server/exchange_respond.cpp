// The response.
#include <algorithm>
#include <chrono>
#include <utility>

#include <weft/session/connection.hpp>
#include <weft/session/server/exchange.hpp>

namespace weft::session::server {

bool Exchange::responded() const {
  return state_.status != http::Status();
}

void Exchange::respond_interim(const http::ResponseHead& head) {
  if (!open() || responded()) return;
  const auto sent = state_.connection->engine().respond_interim(state_.id, head);
  if (!sent) return give_up(sent.error());
  state_.connection->touch();
}

void Exchange::respond(const http::ResponseHead& head) {
  start_response(head, nullptr);
}

void Exchange::respond(const http::ResponseHead& head, Octets body, std::shared_ptr<const void> owner) {
  respond_from(head, body, std::move(owner));
}

void Exchange::respond(const http::ResponseHead& head, Octets body, LocalPtr<const LocallyShared> owner) {
  respond_from(head, body, std::move(owner));
}

template <class Owner>
void Exchange::respond_from(const http::ResponseHead& head, Octets body, Owner owner) {
  if (!open() || responded()) return;
  if (!body.empty()) response_body_.send(body, std::move(owner));
  start_response(head, body.empty() ? nullptr : &response_body_);
}

void Exchange::respond(const http::ResponseHead& head, std::string body) {
  if (!open() || responded()) return;
  const bool empty = body.empty();
  if (!empty) response_body_.send(std::move(body));
  start_response(head, empty ? nullptr : &response_body_);
}

void Exchange::respond(const http::ResponseHead& head, std::unique_ptr<Body> body) {
  if (!open() || responded()) return;
  response_body_.send(std::move(body));
  start_response(head, &response_body_);
}

void Exchange::body_ready() {
  if (!open()) return;
  state_.connection->engine().ready(state_.id, state_.connection->loop().now());
  state_.connection->touch();
}

void Exchange::prioritize(http::Priority priority) {
  if (!open() || state_.connection->gone()) return;
  state_.connection->engine().prioritize(state_.id, priority);
  state_.connection->touch();
}

http::PushOutcome Exchange::push(http::Method method, std::string_view path, std::span<const Field> fields) {
  return state_.owner->push(*this, method, path, fields);
}

void Exchange::limit(const RatePlan& plan) {
  if (open()) state_.owner->limit(*this, plan);
}

template <class Code>
void Exchange::reset(Code code, OwnReason reason) {
  state_.ending = Ending::aborted;
  state_.connection->engine().reset(state_.id, code, reason);
  state_.connection->touch();
}

void Exchange::abort(OwnReason reason) {
  if (open()) reset(h2::ErrorCode::internal_error, reason);
}

bool Exchange::refuse(OwnReason reason) {
  if (facts().version != http::Version::http2) return false;
  if (open()) reset(h2::ErrorCode::refused_stream, reason);
  return true;
}

// RFC 9113 7: "The endpoint requires that HTTP/1.1 be used instead of HTTP/2."
bool Exchange::require_http11() {
  if (facts().version != http::Version::http2) {
    state_.http11_required = true;
    return true;
  }
  if (open()) reset(h2::ErrorCode::http_1_1_required, Reason::http11_required);
  return false;
}

void Exchange::start_response(const http::ResponseHead& head, http::BodySource* body) {
  if (!open() || responded()) return;
  if (forbids_body(head)) {
    response_body_.clear();
    body = nullptr;
  }
  const Time now = state_.connection->loop().now();
  const auto sent = state_.connection->engine().respond(state_.id, head, body, now);
  if (!sent) return give_up(sent.error());
  state_.status = head.status;
  constexpr Duration longest = no_response - ShortTime(1);
  state_.responded_after = std::chrono::duration_cast<ShortTime>(std::min(now - state_.started, longest));
  // RFC 9110 7.8: what follows the request is a tunnel's.
  if (head.status == http::Status::switching_protocols) request_body_.reopen();
  state_.connection->touch();
}

// RFC 9113 8.7: "The REFUSED_STREAM error code can be included in a RST_STREAM frame to indicate that the stream is
// being closed prior to any processing having occurred." A client that has lowered its limit since a push was promised
// can ask for what it still wants.
void Exchange::give_up(http::Misuse misuse) {
  if (misuse != http::Misuse::stream_limit) {
    abort(misuse);
    // The engine will say the same.
    state_.close.reason = misuse;
    return;
  }
  reset(h2::ErrorCode::refused_stream, misuse);
}

// The whole response has been produced. One that has no body, or trailers behind it, is out at the latest when the
// engine has nothing left to produce.
bool Exchange::answered(const Engine& engine) const {
  using State = http::Pulled::State;
  if (!responded()) return false;
  if (response_body_.state() == State::end) return true;
  return (response_body_.empty() || response_body_.state() == State::end_with_trailers) && !engine.wants_to_produce();
}

// RFC 9110 9.3.2: "the server MUST NOT send content in the response" to HEAD, and 15.3.6: "a server MUST NOT generate
// content in a 205 response." Its receiver makes no difference between that and any other, so it has a length of 0.
bool Exchange::forbids_body(const http::ResponseHead& head) const {
  if (head.status == http::Status::switching_protocols) return false;
  return state_.head->method == http::Method::head || http::forbids_content(head.status) ||
         head.status == http::Status::reset_content;
}

}  // namespace weft::session::server
