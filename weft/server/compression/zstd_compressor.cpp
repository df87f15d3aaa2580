#include <zstd.h>

#include <new>

#include <weft/server/compression/compressor.hpp>

namespace weft::server {
namespace {

constexpr int zstd_level = 3;
// 0.7 MiB of memory: each step more doubles it, for 1 %.
constexpr int zstd_window_log = 16;
constexpr int zstd_table_log = 15;

struct ReleaseZstd {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

ZSTD_EndDirective directive_of(Compressor::Then then) {
  switch (then) {
    case Compressor::Then::more:
      return ZSTD_e_continue;
    case Compressor::Then::pause:
      return ZSTD_e_flush;
    case Compressor::Then::end:
      break;
  }
  return ZSTD_e_end;
}

class ZstdCompressor final : public Compressor {
 public:
  ZstdCompressor() : context_(ZSTD_createCCtx()) {
    if (!context_) throw std::bad_alloc();
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, zstd_level);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_windowLog, zstd_window_log);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_hashLog, zstd_table_log);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_chainLog, zstd_table_log);
  }

  Step compress(Octets in, MutableOctets out, Then then) override {
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    const std::size_t left = ZSTD_compressStream2(context_.get(), &to, &from, directive_of(then));
    if (ZSTD_isError(left) != 0) throw std::bad_alloc();
    return {from.pos, to.pos, from.pos == in.size() && (then == Then::more || left == 0)};
  }

 private:
  std::unique_ptr<ZSTD_CCtx, ReleaseZstd> context_;
};

}  // namespace

std::unique_ptr<Compressor> zstd_compressor() {
  return std::make_unique<ZstdCompressor>();
}

}  // namespace weft::server
