// The versions that a connection may speak.
#pragma once

namespace weft::session {

struct Protocols {
  bool http1 = true;
  bool http2 = true;

  friend bool operator==(const Protocols&, const Protocols&) = default;
};

}  // namespace weft::session
