// RFC 9113 5.5: "Implementations MUST discard frames that have unknown or unsupported types." Kept visible for those
// who look at the wire, and because one in the middle of a field block is an error.
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
