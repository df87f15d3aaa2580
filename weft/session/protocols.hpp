// The versions that a connection may speak.
#pragma once

namespace weft::session {

struct Protocols {
  bool http1 = true;
  bool http2 = true;
};

}  // namespace weft::session
