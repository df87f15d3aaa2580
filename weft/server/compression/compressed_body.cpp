#include <weft/server/compression/compressed_body.hpp>

#include <new>

namespace weft::server {
namespace {

constexpr std::size_t compressed_piece = 16 * 1024;

Compressor::Then then_of(http::Pulled::State state) {
  switch (state) {
    case http::Pulled::State::more:
      return Compressor::Then::more;
    case http::Pulled::State::blocked:
      return Compressor::Then::pause;
    default:
      return Compressor::Then::end;
  }
}

bool is_end(http::Pulled::State state) {
  return state == http::Pulled::State::end || state == http::Pulled::State::end_with_trailers;
}

}  // namespace

http::Pulled CompressedBody::pull(MutableOctets room) {
  std::size_t written = 0;
  taken_ = 0;
  try {
    for (;;) {
      written += give(room.subspan(written));
      if (written == room.size()) return {written, State::more};
      if (done_ && is_end(state_)) {
        compressor_.reset();
        return {written, state_};
      }
      if (taken_ >= most_taken && written > 0) return {written, State::more};
      if (done_ && !take()) return {written, state_};
      compress();
    }
  } catch (const std::bad_alloc&) {
    return {written, State::failed};
  }
}

bool CompressedBody::take() {
  piece_.resize(compressed_piece);
  const http::Pulled pulled = source_->pull(piece_);
  state_ = pulled.state;
  if (state_ == State::failed) return false;
  left_ = Octets(piece_).first(pulled.size);
  then_ = then_of(state_);
  if (then_ == Compressor::Then::pause && pulled.size == 0 && !holds_) return false;
  taken_ += pulled.size;
  // Something has to come out, however well all this compresses.
  if (taken_ >= most_taken && then_ == Compressor::Then::more) then_ = Compressor::Then::pause;
  done_ = false;
  return true;
}

// Into memory of our own: zlib ends a pause in small room over and over again, and windows may be small.
void CompressedBody::compress() {
  given_.resize(compressed_piece);
  const Compressor::Step step = compressor_->compress(left_, given_, then_);
  left_ = left_.subspan(step.taken);
  done_ = step.done;
  holds_ = !done_ || then_ == Compressor::Then::more;
  ready_ = Octets(given_).first(step.given);
}

std::size_t CompressedBody::give(MutableOctets room) {
  const std::size_t size = std::min(room.size(), ready_.size());
  std::copy_n(ready_.begin(), size, room.begin());
  ready_ = ready_.subspan(size);
  return size;
}

std::vector<std::uint8_t> compressed(Octets octets, FileCoding coding) {
  const auto compressor = Compressor::make(coding);
  std::vector<std::uint8_t> out;
  if (!compressor) return out;
  for (bool done = false; !done;) {
    const std::size_t filled = out.size();
    out.resize(filled + octets.size() / 2 + 1024);
    const auto step = compressor->compress(octets, MutableOctets(out).subspan(filled), Compressor::Then::end);
    octets = octets.subspan(step.taken);
    out.resize(filled + step.given);
    done = step.done;
  }
  out.shrink_to_fit();
  return out;
}

}  // namespace weft::server
