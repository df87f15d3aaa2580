// RFC 9113 6.2: HEADERS. A stream.
//
//   +---------------+
//   |Pad Length? (8)|
//   +-+-------------+-----------------------------------------------+
//   |E|                 Stream Dependency? (31)                     |
//   +-+-------------+-----------------------------------------------+
//   |  Weight? (8)  |
//   +-+-------------+-----------------------------------------------+
//   |                   Field Block Fragment (*)                  ...
//   +---------------------------------------------------------------+
//   |                           Padding (*)                       ...
//   +---------------------------------------------------------------+
#pragma once

#include <cstdint>
#include <optional>

#include <weft/base/buffer.hpp>
#include <weft/base/result.hpp>
#include <weft/frame/fault.hpp>
#include <weft/frame/header.hpp>
#include <weft/frame/padding.hpp>
#include <weft/frame/priority.hpp>

namespace weft::frame {

struct Headers {
  static constexpr Type type = Type::headers;

  StreamId stream = 0;
  Octets block{};
  bool end_stream = false;
  bool end_headers = true;
  std::optional<Dependency> priority{};
  PadLength padding{};

  // RFC 7540 5.3.1: "A stream cannot depend on itself. An endpoint MUST treat this as a stream error (Section 5.4.2) of
  // type PROTOCOL_ERROR." It is no Fault here, because the block must be decompressed all the same.
  bool depends_on_itself() const { return priority && priority->stream == stream; }

  static Result<Headers, Fault> decode(const Header& header, Octets payload);
  void encode(Buffer& out) const;
};

// For a block that has been written behind the room of its header; `flags`: flag::end_stream, flag::end_headers.
inline void store_headers_header(std::uint8_t* at, StreamId stream, std::uint32_t length, std::uint8_t flags) {
  Header{length, Type::headers, flags, stream}.store(at);
}

}  // namespace weft::frame
