// RFC 9113 6.9: WINDOW_UPDATE. A stream, or stream 0 for the connection.
//
//   +-+-------------------------------------------------------------+
//   |R|              Window Size Increment (31)                     |
//   +-+-------------------------------------------------------------+
#pragma once

#include <cstdint>

#include <weft/base/buffer.hpp>
#include <weft/base/result.hpp>
#include <weft/frame/fault.hpp>
#include <weft/frame/header.hpp>

namespace weft::frame {

struct WindowUpdate {
  static constexpr Type type = Type::window_update;
  static constexpr std::size_t payload_size = 4;

  StreamId stream = 0;
  std::uint32_t increment = 0;  // 1 to 2^31-1

  static Result<WindowUpdate, Fault> decode(const Header& header, Octets payload);
  void encode(Buffer& out) const;
};

}  // namespace weft::frame
