// RFC 9113 6.10: CONTINUATION. A stream.
//
//   +---------------------------------------------------------------+
//   |                   Field Block Fragment (*)                  ...
//   +---------------------------------------------------------------+
#pragma once

#include <cstdint>

#include <weft/base/buffer.hpp>
#include <weft/base/result.hpp>
#include <weft/frame/fault.hpp>
#include <weft/frame/header.hpp>

namespace weft::frame {

struct Continuation {
  static constexpr Type type = Type::continuation;

  StreamId stream = 0;
  Octets block{};
  bool end_headers = true;

  static Result<Continuation, Fault> decode(const Header& header, Octets payload);
  void encode(Buffer& out) const;
};

}  // namespace weft::frame
