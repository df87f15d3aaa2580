// RFC 9113 5.1.1: a stream is named by an unsigned 31-bit integer.
#pragma once

#include <cstdint>

namespace weft::frame {

using StreamId = std::uint32_t;

inline constexpr StreamId connection_stream = 0;
inline constexpr StreamId max_stream_id = 0x7fff'ffff;

// RFC 9113 5.1.1: "Streams initiated by a client MUST use odd-numbered stream identifiers; those initiated by the
// server MUST use even-numbered stream identifiers."
constexpr bool is_client_initiated(StreamId id) {
  return (id & 1) == 1;
}
constexpr bool is_server_initiated(StreamId id) {
  return id != 0 && (id & 1) == 0;
}

}  // namespace weft::frame
