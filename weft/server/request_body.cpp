#include <weft/server/request_body.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <weft/io/cancelled.hpp>
#include <weft/server/used_late.hpp>

namespace weft::server {

io::Task<std::optional<Octets>> RequestBody::read() {
  check();
  forget_given();
  if (arrived_.empty()) co_await receive(Wanted::some);
  if (arrived_.empty()) co_return std::nullopt;
  given_ = arrived_.size();
  co_return arrived_.readable();
}

io::Task<Result<std::string, http::Status>> RequestBody::text(std::size_t limit) {
  check();
  const auto declared = exchange_->request().content_length;
  if (declared && *declared > limit) co_return fail(http::Status::content_too_large);
  forget_given();
  while (arrived_.size() <= limit) {
    const std::size_t before = arrived_.size();
    co_await receive(Wanted::some);
    if (arrived_.size() > before) continue;
    given_ = before;
    co_return std::string(as_text(arrived_.readable()));
  }
  co_return fail(http::Status::content_too_large);
}

io::Task<std::uint64_t> RequestBody::discard() {
  check();
  forget_given();
  counted_ = arrived_.size();
  arrived_.clear();
  co_await receive(Wanted::count);
  co_return counted_;
}

void RequestBody::discard(Listener& listener) {
  if (state_ == State::lost) return listener.on_lost();
  listener_ = &listener;
  start(Wanted::count);
}

// Until on_body() has what is wanted, or there is no more.
io::Task<> RequestBody::receive(Wanted wanted) {
  const auto use = uses_;
  start(wanted);
  try {
    while (state_ == State::receiving && wanted_ != Wanted::nothing) co_await changed_.wait();
  } catch (...) {
    if (use == uses_) wanted_ = Wanted::nothing;
    throw;
  }
  if (use != uses_) throw_used_late("weft::RequestBody");
  wanted_ = Wanted::nothing;
  if (state_ == State::lost) io::throw_cancelled();
}

void RequestBody::check() const {
  if (exchange_ == nullptr) throw_used_late("weft::RequestBody");
  if (state_ != State::receiving || wanted_ == Wanted::nothing) return;
  throw std::logic_error("weft::RequestBody: two coroutines or handlers read at the same time");
}

// The handler asks for more: it has seen what it was given.
void RequestBody::forget_given() {
  arrived_.consume(std::exchange(given_, 0));
  if (arrived_.empty() && arrived_.capacity() > 2 * most) arrived_.release();
}

void RequestBody::start(Wanted wanted) {
  wanted_ = wanted;
  if (state_ == State::untouched) {
    state_ = State::receiving;
    exchange_->receive_body(*this);
  } else if (state_ == State::receiving) {
    exchange_->body_wanted();
  }
}

std::size_t RequestBody::on_body(Octets octets) {
  switch (wanted_) {
    case Wanted::nothing:
      return 0;
    case Wanted::count:
      counted_ += octets.size();
      return octets.size();
    case Wanted::some:
      break;
  }
  const auto taken = octets.first(std::min(octets.size(), most));
  arrived_.append(taken);
  wanted_ = Wanted::nothing;
  changed_.notify();
  return taken.size();
}

void RequestBody::on_body_end(const http::Fields* trailers) {
  state_ = State::ended;
  wanted_ = Wanted::nothing;
  trailers_ = trailers;
  if (listener_ != nullptr) return listener_->on_discarded(counted_);
  changed_.notify();
}

void RequestBody::on_body_lost() {
  state_ = State::lost;
  if (listener_ != nullptr) return listener_->on_lost();
  changed_.notify();
}

void RequestBody::cancel() {
  state_ = State::lost;
  changed_.notify();
}

void RequestBody::leave() {
  exchange_ = nullptr;
  ++uses_;
  if (state_ == State::receiving) changed_.cancel();
}

void RequestBody::reset() {
  state_ = State::untouched;
  wanted_ = Wanted::nothing;
  arrived_.clear();
  given_ = 0;
  if (arrived_.capacity() > most_kept) arrived_.release();
  counted_ = 0;
  trailers_ = nullptr;
  listener_ = nullptr;
}

}  // namespace weft::server
