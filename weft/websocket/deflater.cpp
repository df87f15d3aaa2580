#include <weft/websocket/deflater.hpp>

#include <zlib.h>

#include <new>

namespace weft::websocket {
namespace {

// Level 6, which is usual, takes twice the time for 1 %.
constexpr int deflate_level = 5;
constexpr int deflate_memory = 8;
constexpr std::size_t deflate_room = 4096;
// What a flush ends with, and its receiver appends.
constexpr std::size_t tail_octets = 4;

}  // namespace

struct Deflater::Stream {
  // Raw deflate, without a wrapper.
  explicit Stream(int window_bits) {
    if (deflateInit2(&zlib, deflate_level, Z_DEFLATED, -window_bits, deflate_memory, Z_DEFAULT_STRATEGY) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~Stream() { deflateEnd(&zlib); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  z_stream zlib{};
};

Deflater::Deflater(std::uint8_t window_bits, bool takeover) : window_bits_(window_bits), takeover_(takeover) {}
Deflater::~Deflater() = default;
Deflater::Deflater(Deflater&&) noexcept = default;
Deflater& Deflater::operator=(Deflater&&) noexcept = default;

// RFC 7692 7.2.1: "Remove 4 octets (that are 0x00 0x00 0xff 0xff) from the tail end."
void Deflater::put(Octets piece, Then then, Buffer& out) {
  if (stream_ == nullptr) stream_ = std::make_unique<Stream>(window_bits_);
  z_stream& zlib = stream_->zlib;
  // zlib is written in C before const.
  zlib.next_in = const_cast<Bytef*>(piece.data());
  zlib.avail_in = static_cast<uInt>(piece.size());
  do {
    const MutableOctets room = out.prepare(deflate_room).first(deflate_room);
    zlib.next_out = room.data();
    zlib.avail_out = static_cast<uInt>(room.size());
    ::deflate(&zlib, then == Then::end ? Z_SYNC_FLUSH : Z_NO_FLUSH);
    out.commit(room.size() - zlib.avail_out);
  } while (zlib.avail_out == 0);
  if (then == Then::more) return;
  out.truncate(out.size() - tail_octets);
  if (!takeover_) stream_.reset();
}

}  // namespace weft::websocket
