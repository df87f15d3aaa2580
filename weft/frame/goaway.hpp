// RFC 9113 6.8: GOAWAY. Stream 0.
//
//   +-+-------------------------------------------------------------+
//   |R|                  Last-Stream-ID (31)                        |
//   +-+-------------------------------------------------------------+
//   |                      Error Code (32)                          |
//   +---------------------------------------------------------------+
//   |                  Additional Debug Data (*)                  ...
//   +---------------------------------------------------------------+
#pragma once

#include <cstdint>

#include <weft/base/buffer.hpp>
#include <weft/base/result.hpp>
#include <weft/frame/fault.hpp>
#include <weft/frame/header.hpp>

namespace weft::frame {

struct Goaway {
  static constexpr Type type = Type::goaway;
  static constexpr std::size_t fixed_size = 8;

  StreamId last_stream = 0;
  ErrorCode code = ErrorCode::no_error;
  Octets debug{};

  static Result<Goaway, Fault> decode(const Header& header, Octets payload);
  void encode(Buffer& out) const;
};

}  // namespace weft::frame
