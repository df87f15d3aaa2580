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

  static Result<Headers, Fault> decode(const Header& header, Octets payload);
  void encode(Buffer& out) const;
};

}  // namespace weft::frame
