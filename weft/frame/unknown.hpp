// RFC 9113 5.5: "Implementations MUST discard frames that have unknown or unsupported types." Unknown frames are still
// given, for programs that show the wire, and because such a frame in the middle of a field block is an error.
#pragma once

#include <weft/base/buffer.hpp>
#include <weft/frame/header.hpp>

namespace weft::frame {

struct Unknown {
  Header header;
  Octets payload{};

  // The payload's size replaces header.length.
  void encode(Buffer& out) const;
};

}  // namespace weft::frame
