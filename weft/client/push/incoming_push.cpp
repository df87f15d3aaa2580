#include <weft/client/push/incoming_push.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace weft::client {

namespace {

http::Date date_of_today() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace

IncomingPush::IncomingPush(std::shared_ptr<Pushed> pushed, io::Loop& loop, const Limits& limits, IncomingPushUser& user)
    : pushed_(std::move(pushed)),
      key_(key_of(pushed_->method, pushed_->url)),
      loop_(loop),
      limits_(limits),
      user_(user),
      asked_(date_of_today()) {}

IncomingPush::~IncomingPush() {
  if (call_ != nullptr) call_->finish();
}

// RFC 9113 8.4.2: "or if the server takes too long to begin sending the promised response, the client can send a
// RST_STREAM frame".
void IncomingPush::begin(session::client::Connection& connection, const session::client::Promise& promise) {
  call_ = &connection.accept(promise, *this);
  call_->receive_body(*this);
  loop_.deadlines().arm(*this, loop_.now() + limits_.head);
}

void IncomingPush::give_up() {
  if (call_ != nullptr) end(false);
}

void IncomingPush::on_response(const http::ResponseHead& head) {
  Response& response = pushed_->response;
  response.status = head.status;
  response.fields.append(head.fields);
  pushed_->content_length = head.content_length;
  const bool has_body = pushed_->method != http::Method::head;
  const std::uint64_t to_come = has_body ? head.content_length.value_or(0) : 0;
  // RFC 9110 15.5.20: such a server has no answer.
  if (head.status == http::Status::misdirected_request) return give_up();
  if (to_come > limits_.most_octets || !hold(pushed_->octets())) return give_up();
  loop_.deadlines().arm(*this, loop_.now() + limits_.body);
}

std::size_t IncomingPush::on_body(Octets octets) {
  if (!hold(octets.size())) {
    give_up();
    return octets.size();
  }
  pushed_->response.body += as_text(octets);
  return octets.size();
}

void IncomingPush::on_body_end(const http::Fields* trailers) {
  if (trailers != nullptr) pushed_->response.trailers.append(*trailers);
  whole_ = true;
}

void IncomingPush::on_ended(const http::Close& close) {
  end(close.clean() && whole_);
}

void IncomingPush::on_deadline(Time) {
  give_up();
}

bool IncomingPush::hold(std::size_t octets) {
  if (held_ + octets > limits_.most_octets || !user_.may_hold(octets)) return false;
  held_ += octets;
  return true;
}

void IncomingPush::end(bool is_whole) {
  std::exchange(call_, nullptr)->finish();
  loop_.deadlines().disarm(*this);
  if (!is_whole) return user_.lost(*this);
  Response& response = pushed_->response;
  response.wire_octets = response.body.size();
  pushed_->received = loop_.now();
  pushed_->caching = caching_of(response.status, response.fields, {.asked = asked_, .received = date_of_today()});
  user_.arrived(*this);
}

}  // namespace weft::client
