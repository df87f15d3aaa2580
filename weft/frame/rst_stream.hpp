// RFC 9113 6.4: RST_STREAM. A stream.
//
//   +---------------------------------------------------------------+
//   |                        Error Code (32)                        |
//   +---------------------------------------------------------------+
#pragma once

#include <cstdint>

#include <weft/base/buffer.hpp>
#include <weft/base/result.hpp>
#include <weft/frame/fault.hpp>
#include <weft/frame/header.hpp>

namespace weft::frame {

struct RstStream {
  static constexpr Type type = Type::rst_stream;
  static constexpr std::size_t payload_size = 4;
  static constexpr std::size_t wire_size = header_size + payload_size;

  StreamId stream = 0;
  ErrorCode code = ErrorCode::no_error;

  static Result<RstStream, Fault> decode(const Header& header, Octets payload);
  void encode(Buffer& out) const;
};

}  // namespace weft::frame
