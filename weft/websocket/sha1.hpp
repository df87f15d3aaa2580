// RFC 3174: SHA-1, for the answer of an opening handshake alone. RFC 6455 10.8: the handshake "doesn't depend on any
// security properties of SHA-1". A system whose policy forbids the hash still speaks WebSocket.
#pragma once

#include <string>
#include <string_view>

namespace weft::websocket {

// 20 octets.
std::string sha1(std::string_view octets);

}  // namespace weft::websocket
