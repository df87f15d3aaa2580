#include <weft/server/response_stream.hpp>

#include <algorithm>
#include <cstring>

#include <weft/http/field_marks.hpp>
#include <weft/http/text.hpp>
#include <weft/io/cancelled.hpp>
#include <weft/server/check_field.hpp>
#include <weft/server/used_late.hpp>

namespace weft::server {

// What the exchange owns. The buffer behind it outlives it: a Context ends after its message.
class StreamBuffer::Pull final : public session::Body {
 public:
  explicit Pull(StreamBuffer& buffer) : buffer_(buffer) {}

  http::Pulled pull(MutableOctets room) override { return buffer_.pull(room); }
  const http::Fields& trailers() const override { return buffer_.trailers_; }

 private:
  StreamBuffer& buffer_;
};

std::unique_ptr<session::Body> StreamBuffer::begin(session::server::Exchange& exchange) {
  exchange_ = &exchange;
  if (state_ == State::unused) state_ = State::open;
  return std::make_unique<Pull>(*this);
}

io::Task<> StreamBuffer::write(Octets octets) {
  const auto use = uses_;
  while (!octets.empty()) {
    if (use != uses_) throw_used_late("weft::ResponseStream");
    if (state_ == State::cancelled) io::throw_cancelled();
    if (state_ != State::open) co_return;
    const auto size = std::min(octets.size(), capacity - unsent_.size());
    if (size == 0) {
      co_await room_.wait();
      continue;
    }
    unsent_.append(octets.first(size));
    written_ += size;
    octets = octets.subspan(size);
    unblock();
  }
}

void StreamBuffer::trailer(std::string_view name, std::string_view value) {
  const auto checked = check_trailer(name, value);
  trailers_.add(http::lower_case(name, trailers_.arena()), checked, http::Sensitive::no, http::mark::sound);
}

void StreamBuffer::end() {
  if (state_ != State::open) return;
  state_ = State::ended;
  unblock();
}

void StreamBuffer::cancel() {
  state_ = State::cancelled;
  room_.notify();
}

void StreamBuffer::leave() {
  ++uses_;
  if (state_ == State::unused) return;
  end();
  room_.cancel();
}

void StreamBuffer::reset() {
  exchange_ = nullptr;
  written_ = 0;
  state_ = State::unused;
  blocked_ = false;
  unsent_.clear();
  if (unsent_.capacity() > most_kept) unsent_.release();
  trailers_.clear();
}

http::Pulled StreamBuffer::pull(MutableOctets room) {
  const auto octets = unsent_.readable().first(std::min(room.size(), unsent_.size()));
  if (!octets.empty()) std::memcpy(room.data(), octets.data(), octets.size());
  unsent_.consume(octets.size());
  const auto state = next_state();
  blocked_ = state == http::Pulled::State::blocked;
  if (!octets.empty()) room_.notify();
  return {octets.size(), state};
}

http::Pulled::State StreamBuffer::next_state() const {
  using Next = http::Pulled::State;
  if (!unsent_.empty()) return Next::more;
  switch (state_) {
    case State::open:
      return Next::blocked;
    case State::ended:
      return trailers_.empty() ? Next::end : Next::end_with_trailers;
    case State::unused:
    case State::cancelled:
      break;
  }
  return Next::failed;
}

void StreamBuffer::unblock() {
  if (!blocked_) return;
  blocked_ = false;
  exchange_->body_ready();
}

StreamBuffer& ResponseStream::buffer() const {
  if (use_ != buffer_->uses()) throw_used_late("weft::ResponseStream");
  return *buffer_;
}

}  // namespace weft::server
