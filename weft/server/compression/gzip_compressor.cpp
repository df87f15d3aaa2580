#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>

#include <weft/server/compression/compressor.hpp>

namespace weft::server {
namespace {

// zlib's notation for a window of 32 KiB and the wrapper of gzip.
constexpr int gzip_window = 15 + 16;
// Level 6, which is usual, takes twice the time for 1 %.
constexpr int gzip_level = 5;
constexpr int memory_level = 8;

uInt size_for_zlib(std::size_t size) {
  return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

int flush_of(Compressor::Then then) {
  switch (then) {
    case Compressor::Then::more:
      return Z_NO_FLUSH;
    case Compressor::Then::pause:
      return Z_SYNC_FLUSH;
    case Compressor::Then::end:
      break;
  }
  return Z_FINISH;
}

class GzipCompressor final : public Compressor {
 public:
  GzipCompressor() {
    if (deflateInit2(&stream_, gzip_level, Z_DEFLATED, gzip_window, memory_level, Z_DEFAULT_STRATEGY) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~GzipCompressor() override { deflateEnd(&stream_); }

  Step compress(Octets in, MutableOctets out, Then then) override {
    // zlib is written in C before const.
    stream_.next_in = const_cast<Bytef*>(in.data());
    stream_.avail_in = size_for_zlib(in.size());
    stream_.next_out = out.data();
    stream_.avail_out = size_for_zlib(out.size());
    const int outcome = deflate(&stream_, flush_of(then));
    const auto taken = static_cast<std::size_t>(stream_.next_in - in.data());
    const auto given = static_cast<std::size_t>(stream_.next_out - out.data());
    // A flush that just fills the room may have more to say.
    const bool done = then == Then::end ? outcome == Z_STREAM_END : taken == in.size() && given < out.size();
    return {taken, given, done};
  }

 private:
  z_stream stream_{};
};

}  // namespace

std::unique_ptr<Compressor> gzip_compressor() {
  return std::make_unique<GzipCompressor>();
}

}  // namespace weft::server
