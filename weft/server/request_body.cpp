#include <weft/server/request_body.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <weft/server/cancelled.hpp>

namespace weft::server {

io::Task<std::optional<Octets>> RequestBody::read() {
  arrived_.clear();
  co_await receive(Wanted::some);
  if (arrived_.empty()) co_return std::nullopt;
  co_return arrived_.readable();
}

io::Task<Result<std::string, http::Status>> RequestBody::text(std::size_t limit) {
  const auto declared = exchange_->request().content_length;
  if (declared && *declared > limit) co_return fail(http::Status::content_too_large);
  std::string out;
  while (const auto chunk = co_await read()) {
    if (out.size() + chunk->size() > limit) co_return fail(http::Status::content_too_large);
    out += as_text(*chunk);
  }
  co_return out;
}

io::Task<std::uint64_t> RequestBody::discard() {
  counted_ = 0;
  co_await receive(Wanted::count);
  co_return counted_;
}

void RequestBody::discard(Listener& listener) {
  if (state_ == State::lost) return listener.on_lost();
  listener_ = &listener;
  start(Wanted::count);
}

void RequestBody::check() const {
  if (state_ != State::receiving || wanted_ == Wanted::nothing) return;
  throw std::logic_error("weft::RequestBody: two handlers read at the same time");
}

// Until on_body() has what is wanted, or there is no more.
io::Task<> RequestBody::receive(Wanted wanted) {
  check();
  start(wanted);
  while (state_ == State::receiving && wanted_ != Wanted::nothing) co_await changed_.wait();
  if (state_ == State::lost) throw_cancelled();
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

void RequestBody::reset() {
  exchange_ = nullptr;
  state_ = State::untouched;
  wanted_ = Wanted::nothing;
  arrived_.clear();
  if (arrived_.capacity() > most_kept) arrived_.release();
  counted_ = 0;
  trailers_ = nullptr;
  listener_ = nullptr;
}

}  // namespace weft::server
