#include <zstd.h>
#include <zstd_errors.h>

#include <new>

#include <weft/client/policy/coding.hpp>

namespace weft::client {

namespace {

// RFC 9659: a content has frames whose window is 8 MiB at most. A larger one would cost as much memory as the server
// likes.
constexpr int most_window_log = 23;

// RFC 8878 3.1.1 and 3.1.2: a frame begins with 0xFD2FB528, one that is skipped with 0x184D2A50 to 0x184D2A5F, each in
// little-endian order. libzstd would undo the formats from before the RFC as well, which begin with other octets.
bool begins_a_frame(std::uint8_t first) {
  return first == 0x28 || first >> 4 == 5;
}

struct ReleaseZstd {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

class ZstdCoding final : public Coding {
 public:
  ZstdCoding() : context_(ZSTD_createDCtx()) {
    if (!context_) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, most_window_log);
  }

  Result<Step, Reason> decode(Octets in, MutableOctets out) override {
    if (whole_ && in.empty()) return Step{};
    if (whole_ && !begins_a_frame(in.front())) return fail(Reason::coding_not_valid);
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    const std::size_t outcome = ZSTD_decompressStream(context_.get(), &to, &from);
    if (ZSTD_isError(outcome) != 0) return fail(reason_of(ZSTD_getErrorCode(outcome)));
    // 0: the frame is whole, and all of it was given.
    whole_ = outcome == 0;
    return Step{from.pos, to.pos};
  }

  bool whole() const override { return whole_; }

 private:
  static Reason reason_of(ZSTD_ErrorCode code) {
    const bool window = code == ZSTD_error_frameParameter_windowTooLarge;
    return window ? Reason::zstd_window_too_large : Reason::coding_not_valid;
  }

  std::unique_ptr<ZSTD_DCtx, ReleaseZstd> context_;
  bool whole_ = true;
};

}  // namespace

std::unique_ptr<Coding> zstd_coding() {
  return std::make_unique<ZstdCoding>();
}

}  // namespace weft::client
