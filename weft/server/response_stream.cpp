#include <weft/server/response_stream.hpp>

#include <algorithm>
#include <cstring>

#include <weft/http/field_marks.hpp>
#include <weft/http/text.hpp>
#include <weft/io/cancelled.hpp>
#include <weft/server/check_field.hpp>
#include <weft/server/used_late.hpp>

namespace weft::server {

// The exchange owns this. The buffer outlives it, because a Context ends after its message.
class StreamBuffer::Pull final : public session::Body {
 public:
  explicit Pull(StreamBuffer& buffer) : buffer_(buffer) {}

  http::Pulled pull(MutableOctets room) override { return buffer_.pull(room); }
  const http::Fields& trailers() const override { return buffer_.trailers_; }

 private:
  StreamBuffer& buffer_;
};

std::unique_ptr<session::Body> StreamBuffer::begin(session::server::Exchange& exchange) {
  state_.exchange = &exchange;
  if (state_.phase == Phase::unused) state_.phase = Phase::open;
  return std::make_unique<Pull>(*this);
}

io::Task<> StreamBuffer::write(Octets octets) {
  const auto use = uses_;
  while (!octets.empty()) {
    if (use != uses_) throw_used_late("weft::ResponseStream");
    if (state_.phase == Phase::cancelled) io::throw_cancelled();
    if (state_.phase != Phase::open) co_return;
    const auto size = std::min(octets.size(), capacity - unsent_.size());
    if (size == 0) {
      co_await room_.wait();
      continue;
    }
    unsent_.append(octets.first(size));
    state_.written += size;
    octets = octets.subspan(size);
    unblock();
  }
}

bool StreamBuffer::try_write(Octets octets) {
  if (octets.size() > room()) return false;
  unsent_.append(octets);
  state_.written += octets.size();
  unblock();
  return true;
}

void StreamBuffer::trailer(std::string_view name, std::string_view value) {
  const auto checked = check_trailer(name, value);
  trailers_.add(http::lower_case(name, trailers_.arena()), checked, http::Sensitive::no, http::mark::sound);
}

void StreamBuffer::end() {
  if (state_.phase != Phase::open) return;
  state_.phase = Phase::ended;
  unblock();
}

void StreamBuffer::cancel() {
  state_.phase = Phase::cancelled;
  room_.notify();
}

void StreamBuffer::leave() {
  ++uses_;
  if (state_.phase == Phase::unused) return;
  end();
  room_.cancel();
}

void StreamBuffer::reset() {
  state_ = {};
  unsent_.clear();
  if (unsent_.capacity() > most_kept) unsent_.release();
  trailers_.clear();
}

http::Pulled StreamBuffer::pull(MutableOctets room) {
  const auto octets = unsent_.readable().first(std::min(room.size(), unsent_.size()));
  if (!octets.empty()) std::memcpy(room.data(), octets.data(), octets.size());
  unsent_.consume(octets.size());
  const auto state = next_state();
  state_.blocked = state == http::Pulled::State::blocked;
  if (!octets.empty()) room_.notify();
  return {octets.size(), state};
}

http::Pulled::State StreamBuffer::next_state() const {
  using Next = http::Pulled::State;
  if (!unsent_.empty()) return Next::more;
  switch (state_.phase) {
    case Phase::open:
      return Next::blocked;
    case Phase::ended:
      return trailers_.empty() ? Next::end : Next::end_with_trailers;
    case Phase::unused:
    case Phase::cancelled:
      break;
  }
  return Next::failed;
}

void StreamBuffer::unblock() {
  if (!state_.blocked) return;
  state_.blocked = false;
  state_.exchange->body_ready();
}

StreamBuffer& ResponseStream::buffer() const {
  if (use_ != buffer_->uses()) throw_used_late("weft::ResponseStream");
  return *buffer_;
}

}  // namespace weft::server
