// One content coding of RFC 9110 8.4.1, undone. Octets come in pieces of any size, and the result fills the room that
// there is.
#pragma once

#include <cstddef>
#include <memory>

#include <weft/base/bytes.hpp>
#include <weft/base/result.hpp>
#include <weft/client/reason.hpp>

namespace weft::client {

class Coding {
 public:
  virtual ~Coding() = default;

  struct Step {
    std::size_t taken = 0;
    std::size_t given = 0;
  };
  // More may be there without further input where the room is full.
  virtual Result<Step, Reason> decode(Octets in, MutableOctets out) = 0;
  // The content may end here: so may one that has not begun.
  virtual bool whole() const = 0;
};

// RFC 1952, with any number of members.
std::unique_ptr<Coding> gzip_coding();
// RFC 7932
std::unique_ptr<Coding> brotli_coding();
// RFC 8878, with any number of frames and the window of RFC 9659.
std::unique_ptr<Coding> zstd_coding();

}  // namespace weft::client
