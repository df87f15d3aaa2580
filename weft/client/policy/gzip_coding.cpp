#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>

#include <weft/client/policy/coding.hpp>

namespace weft::client {

namespace {

// zlib's notation for a window of 32 KiB and the wrapper of gzip alone.
constexpr int gzip_alone = 15 + 16;

uInt size_for_zlib(std::size_t size) {
  return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

class GzipCoding final : public Coding {
 public:
  GzipCoding() {
    if (inflateInit2(&stream_, gzip_alone) != Z_OK) throw std::bad_alloc();
  }
  ~GzipCoding() override { inflateEnd(&stream_); }
  GzipCoding(const GzipCoding&) = delete;
  GzipCoding& operator=(const GzipCoding&) = delete;

  Result<Step, Reason> decode(Octets in, MutableOctets out) override {
    if (whole_ && in.empty()) return Step{};
    // RFC 1952 2.2: "A gzip file consists of a series of "members" … The members simply appear one after another in the
    // file, with no additional information before, between, or after them."
    if (whole_) inflateReset(&stream_);
    // zlib is written in C before const.
    stream_.next_in = const_cast<Bytef*>(in.data());
    stream_.avail_in = size_for_zlib(in.size());
    stream_.next_out = out.data();
    stream_.avail_out = size_for_zlib(out.size());
    const int outcome = inflate(&stream_, Z_NO_FLUSH);
    // Z_BUF_ERROR: there was nothing to do, which is no error.
    if (outcome != Z_OK && outcome != Z_STREAM_END && outcome != Z_BUF_ERROR) return fail(Reason::coding_not_valid);
    whole_ = outcome == Z_STREAM_END;
    return Step{static_cast<std::size_t>(stream_.next_in - in.data()),
                static_cast<std::size_t>(stream_.next_out - out.data())};
  }

  bool whole() const override { return whole_; }

 private:
  z_stream stream_{};
  bool whole_ = true;
};

}  // namespace

std::unique_ptr<Coding> gzip_coding() {
  return std::make_unique<GzipCoding>();
}

}  // namespace weft::client
