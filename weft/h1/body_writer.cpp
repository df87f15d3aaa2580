#include <weft/h1/body_writer.hpp>

#include <algorithm>
#include <cstring>
#include <string_view>

#include <weft/base/octet_rate.hpp>
#include <weft/h1/head_writer.hpp>

namespace weft::h1 {

namespace {

using Pulled = http::Pulled;

// Room for fewer octets is not worth a call of the source.
constexpr std::size_t smallest_piece = 256;

// RFC 9112 7.1: chunk-size = 1*HEXDIG. Always four digits, so that the size can be filled in after the octets are
// written.
constexpr std::size_t size_digits = 4;
constexpr std::size_t largest_chunk = 0xffff;
constexpr std::size_t size_line = size_digits + 2;
constexpr std::size_t chunk_overhead = size_line + 2;

void store_size_line(std::uint8_t* out, std::size_t size) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (std::size_t i = 0; i < size_digits; ++i) {
    out[i] = static_cast<std::uint8_t>(digits[size >> 4 * (size_digits - 1 - i) & 0xf]);
  }
  std::memcpy(out + size_digits, "\r\n", 2);
}

bool is_end(Pulled::State state) {
  return state == Pulled::State::end || state == Pulled::State::end_with_trailers;
}

}  // namespace

void BodyWriter::begin(http::BodySource& source, Framing::Body framing, std::uint64_t length) {
  source_ = &source;
  framing_ = framing;
  left_ = length;
  state_ = State::ready;
}

void BodyWriter::write(Buffer& out, std::size_t budget) {
  std::size_t written = 0;
  do {
    const std::size_t piece = write_piece(out, std::max(budget - written, smallest_piece));
    if (piece == 0) return;
    written += piece;
  } while (state_ == State::ready && written + smallest_piece <= budget);
}

std::uint64_t BodyWriter::rest() const {
  return framing_ == Framing::Body::length ? std::max<std::uint64_t>(left_, 1) : OctetRate::endless;
}

void BodyWriter::ready() {
  if (state_ == State::blocked) state_ = State::ready;
}

void BodyWriter::abandon() {
  source_ = nullptr;
  state_ = State::idle;
}

// Returns the number of octets written.
std::size_t BodyWriter::write_piece(Buffer& out, std::size_t most) {
  switch (framing_) {
    case Framing::Body::length:
      return write_length(out, most);
    case Framing::Body::chunked:
      return write_chunk(out, most);
    case Framing::Body::none:
    case Framing::Body::until_close:
    case Framing::Body::tunnel:
      return write_plain(out, most);
  }
  return 0;
}

std::size_t BodyWriter::write_plain(Buffer& out, std::size_t most) {
  const Pulled pulled = source_->pull(out.prepare(most).first(most));
  out.commit(pulled.size);
  advance(pulled.state);
  return pulled.size;
}

std::size_t BodyWriter::write_length(Buffer& out, std::size_t most) {
  // The source gets room for one octet more than is due, so that a body that is too long shows before it is complete on
  // the wire.
  const auto room = static_cast<std::size_t>(std::min<std::uint64_t>(most, left_ + 1));
  const Pulled pulled = source_->pull(out.prepare(room).first(room));
  if (pulled.size > left_) {
    break_off(Reason::body_too_long);
    return 0;
  }
  out.commit(pulled.size);
  left_ -= pulled.size;
  if (is_end(pulled.state) && left_ != 0) {
    break_off(Reason::body_too_short);
  } else {
    advance(pulled.state);
  }
  return pulled.size;
}

std::size_t BodyWriter::write_chunk(Buffer& out, std::size_t most) {
  const std::size_t room = std::min(most, largest_chunk);
  const MutableOctets chunk = out.prepare(room + chunk_overhead);
  const Pulled pulled = source_->pull(chunk.subspan(size_line, room));
  std::size_t written = 0;
  // RFC 9112 7.1: a chunk of size 0 is the last one.
  if (pulled.size != 0) {
    store_size_line(chunk.data(), pulled.size);
    std::memcpy(chunk.data() + size_line + pulled.size, "\r\n", 2);
    written = pulled.size + chunk_overhead;
    out.commit(written);
  }
  if (is_end(pulled.state)) {
    write_last_chunk(out, pulled.state);
  } else {
    advance(pulled.state);
  }
  return written;
}

void BodyWriter::write_last_chunk(Buffer& out, Pulled::State end) {
  const std::size_t before = out.size();
  out.append(as_octets("0\r\n"));
  if (end == Pulled::State::end) {
    out.append(as_octets("\r\n"));
  } else if (!append_trailers(out, source_->trailers())) {
    out.truncate(before);
    return break_off(Reason::trailers_not_valid);
  }
  advance(end);
}

void BodyWriter::advance(Pulled::State state) {
  switch (state) {
    case Pulled::State::more:
      return;
    case Pulled::State::blocked:
      state_ = State::blocked;
      return;
    case Pulled::State::end:
    case Pulled::State::end_with_trailers:
      source_ = nullptr;
      state_ = State::ended;
      return;
    case Pulled::State::failed:
      return break_off(Reason::body_failed);
  }
}

void BodyWriter::break_off(Reason reason) {
  source_ = nullptr;
  state_ = State::failed;
  fault_ = reason;
}

}  // namespace weft::h1
