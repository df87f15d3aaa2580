#include <weft/client/outgoing.hpp>

#include <utility>

namespace weft::client {

using State = http::Pulled::State;

Result<std::optional<std::uint64_t>, Fault> Outgoing::open(Content& content) {
  auto opened = content.open(loop_, [this] { tell_ready(); });
  if (!opened) return weft::fail(std::move(opened.error()));
  body_ = std::move(opened->body);
  return opened->length;
}

void Outgoing::wait_for_continue(Duration at_most) {
  held_back_ = true;
  continue_limit_ = at_most;
}

http::Pulled Outgoing::pull(MutableOctets room) {
  if (held_back_) {
    if (when() == never && may_go_on_) loop_.deadlines().arm(*this, loop_.now() + continue_limit_);
    return {0, State::blocked};
  }
  http::Pulled pulled = body_ != nullptr ? body_->pull(room) : http::Pulled{0, State::end};
  if (pulled.state == State::end && trailers_ != nullptr) pulled.state = State::end_with_trailers;
  if (user_ != nullptr && pulled.size > 0) user_->on_sent(pulled.size);
  return pulled;
}

const http::Fields& Outgoing::trailers() const {
  return trailers_ != nullptr ? *trailers_ : BodySource::trailers();
}

void Outgoing::go_on() {
  if (!held_back_ || !may_go_on_) return;
  held_back_ = false;
  loop_.deadlines().disarm(*this);
  tell_ready();
}

void Outgoing::drop() {
  body_ = nullptr;
  loop_.deadlines().disarm(*this);
}

void Outgoing::leave() {
  user_ = nullptr;
  loop_.deadlines().disarm(*this);
}

void Outgoing::tell_ready() {
  if (user_ != nullptr) user_->on_body_ready();
}

}  // namespace weft::client
