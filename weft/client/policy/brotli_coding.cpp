#include <brotli/decode.h>

#include <new>

#include <weft/client/policy/coding.hpp>

namespace weft::client {

namespace {

struct ReleaseBrotli {
  void operator()(BrotliDecoderState* state) const { BrotliDecoderDestroyInstance(state); }
};

class BrotliCoding final : public Coding {
 public:
  BrotliCoding() : state_(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {
    if (!state_) throw std::bad_alloc();
  }

  Result<Step, Reason> decode(Octets in, MutableOctets out) override {
    if (whole_ && in.empty()) return Step{};
    // RFC 7932 has one stream: nothing stands behind its end.
    if (ended_) return fail(Reason::coding_not_valid);
    std::size_t left = in.size();
    std::size_t room = out.size();
    const std::uint8_t* next_in = in.data();
    std::uint8_t* next_out = out.data();
    const auto outcome = BrotliDecoderDecompressStream(state_.get(), &left, &next_in, &room, &next_out, nullptr);
    if (outcome == BROTLI_DECODER_RESULT_ERROR) return fail(Reason::coding_not_valid);
    ended_ = whole_ = outcome == BROTLI_DECODER_RESULT_SUCCESS;
    return Step{in.size() - left, out.size() - room};
  }

  bool whole() const override { return whole_; }

 private:
  std::unique_ptr<BrotliDecoderState, ReleaseBrotli> state_;
  bool ended_ = false;
  bool whole_ = true;
};

}  // namespace

std::unique_ptr<Coding> brotli_coding() {
  return std::make_unique<BrotliCoding>();
}

}  // namespace weft::client
