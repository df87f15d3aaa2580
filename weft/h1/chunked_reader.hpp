// RFC 9112 7.1: the chunked transfer coding, as it arrives. The trailer section behind the last chunk is not read here,
// but like the fields of a head.
//
//   chunk        = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
//   last-chunk   = 1*("0") [ chunk-ext ] CRLF
#pragma once

#include <cstddef>
#include <cstdint>

#include <weft/base/bytes.hpp>
#include <weft/base/result.hpp>
#include <weft/h1/error.hpp>

namespace weft::h1 {

class ChunkedReader {
 public:
  // The extensions of one chunk may have `extension_limit` octets.
  explicit ChunkedReader(std::size_t extension_limit) : extension_limit_(extension_limit) {}

  struct Step {
    std::size_t used = 0;  // octets taken from the front
    Octets data;           // the content among them: at most one piece a step
    bool last = false;     // the last chunk was among them; the trailer section follows
  };

  // Reads until there is a piece of content, the last chunk, or no more octets. Gives at most `most` octets of content.
  Result<Step, Reason> step(Octets octets, std::size_t most);

 private:
  enum class State : std::uint8_t { size, extension, extension_name, extension_rest, size_lf, data, data_cr, data_lf };

  Result<void, Reason> take(std::uint8_t octet);
  Result<void, Reason> take_size(std::uint8_t octet);
  Result<void, Reason> take_extension(std::uint8_t octet);

  State state_ = State::size;
  std::uint8_t digits_ = 0;
  std::size_t extension_ = 0;
  std::size_t extension_limit_;
  std::uint64_t left_ = 0;
};

}  // namespace weft::h1
