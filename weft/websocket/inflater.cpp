#include <weft/websocket/inflater.hpp>

#include <zlib.h>

#include <array>
#include <new>

namespace weft::websocket {

struct Inflater::Stream {
  // Raw deflate, without a wrapper.
  explicit Stream(int window_bits) {
    if (inflateInit2(&zlib, -window_bits) != Z_OK) throw std::bad_alloc();
  }
  ~Stream() { inflateEnd(&zlib); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  z_stream zlib{};
};

Inflater::Inflater(std::uint8_t window_bits, bool takeover) : window_bits_(window_bits), takeover_(takeover) {}
Inflater::~Inflater() = default;
Inflater::Inflater(Inflater&&) noexcept = default;
Inflater& Inflater::operator=(Inflater&&) noexcept = default;

std::optional<Reason> Inflater::take(Octets piece, std::string& out, std::size_t most) {
  if (stream_ == nullptr) stream_ = std::make_unique<Stream>(window_bits_);
  z_stream& zlib = stream_->zlib;
  std::array<char, 8192> room;
  // zlib is written in C before const.
  zlib.next_in = const_cast<Bytef*>(piece.data());
  zlib.avail_in = static_cast<uInt>(piece.size());
  for (;;) {
    zlib.next_out = reinterpret_cast<Bytef*>(room.data());
    zlib.avail_out = static_cast<uInt>(room.size());
    const int outcome = inflate(&zlib, Z_SYNC_FLUSH);
    out.append(room.data(), room.size() - zlib.avail_out);
    if (out.size() > most) return Reason::message_too_large;
    // RFC 7692 7.2.3.4 lets a sender end its stream inside a message: another one follows.
    if (outcome == Z_STREAM_END) {
      inflateReset(&zlib);
      if (zlib.avail_in == 0) return std::nullopt;
      continue;
    }
    // There is nothing left to do, which is no mistake.
    if (outcome == Z_BUF_ERROR) return std::nullopt;
    if (outcome != Z_OK) return Reason::deflate_not_valid;
    if (zlib.avail_in == 0 && zlib.avail_out != 0) return std::nullopt;
  }
}

// RFC 7692 7.2.2: "Append 4 octets of 0x00 0x00 0xff 0xff to the tail end of the payload of the message."
std::optional<Reason> Inflater::end(std::string& out, std::size_t most) {
  constexpr std::array<std::uint8_t, 4> tail = {0x00, 0x00, 0xff, 0xff};
  const auto reason = take(tail, out, most);
  if (!takeover_) stream_.reset();
  return reason;
}

}  // namespace weft::websocket
