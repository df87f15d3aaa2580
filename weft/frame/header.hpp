// RFC 9113 4.1: the nine octets before every payload.
//
//   +-----------------------------------------------+
//   |                 Length (24)                   |
//   +---------------+---------------+---------------+
//   |   Type (8)    |   Flags (8)   |
//   +-+-------------+---------------+-------------------------------+
//   |R|                 Stream Identifier (31)                      |
//   +=+=============================================================+
#pragma once

#include <cstddef>
#include <cstdint>

#include <weft/base/buffer.hpp>
#include <weft/frame/stream_id.hpp>

namespace weft::frame {

inline constexpr std::size_t header_size = 9;
// RFC 9113 4.2: SETTINGS_MAX_FRAME_SIZE before and at most after any SETTINGS.
inline constexpr std::uint32_t default_max_frame_size = 16'384;
inline constexpr std::uint32_t largest_max_frame_size = 16'777'215;

enum class Type : std::uint8_t {
  data = 0x00,
  headers = 0x01,
  priority = 0x02,
  rst_stream = 0x03,
  settings = 0x04,
  push_promise = 0x05,
  ping = 0x06,
  goaway = 0x07,
  window_update = 0x08,
  continuation = 0x09,
  altsvc = 0x0a,           // RFC 7838 4
  origin = 0x0c,           // RFC 8336 2
  priority_update = 0x10,  // RFC 9218 7.1
};

namespace flag {
inline constexpr std::uint8_t end_stream = 0x01;   // DATA, HEADERS
inline constexpr std::uint8_t ack = 0x01;          // SETTINGS, PING
inline constexpr std::uint8_t end_headers = 0x04;  // HEADERS, PUSH_PROMISE, CONTINUATION
inline constexpr std::uint8_t padded = 0x08;       // DATA, HEADERS, PUSH_PROMISE
inline constexpr std::uint8_t priority = 0x20;     // HEADERS
}  // namespace flag

struct Header {
  std::uint32_t length = 0;
  Type type = Type::data;  // also holds types that have no name here
  std::uint8_t flags = 0;
  StreamId stream = 0;

  bool has(std::uint8_t bit) const { return (flags & bit) != 0; }

  // RFC 9113 4.1: the reserved bit "MUST be ignored when receiving" and "MUST remain unset (0x00) when sending".
  static Header load(const std::uint8_t* p) {
    return {load_be24(p), static_cast<Type>(p[3]), p[4], load_be32(p + 5) & max_stream_id};
  }
  void store(std::uint8_t* p) const {
    store_be24(p, length);
    p[3] = static_cast<std::uint8_t>(type);
    p[4] = flags;
    store_be32(p + 5, stream);
  }
};

inline void append_header(const Header& header, Buffer& out) {
  header.store(out.prepare(header_size).data());
  out.commit(header_size);
}

}  // namespace weft::frame
