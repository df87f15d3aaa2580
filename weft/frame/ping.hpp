// RFC 9113 6.7: PING. Stream 0.
//
//   +---------------------------------------------------------------+
//   |                      Opaque Data (64)                         |
//   +---------------------------------------------------------------+
#pragma once

#include <array>
#include <cstdint>

#include <weft/base/buffer.hpp>
#include <weft/base/result.hpp>
#include <weft/frame/fault.hpp>
#include <weft/frame/header.hpp>

namespace weft::frame {

struct Ping {
  static constexpr Type type = Type::ping;
  static constexpr std::size_t payload_size = 8;

  bool ack = false;
  std::array<std::uint8_t, payload_size> opaque{};

  static Result<Ping, Fault> decode(const Header& header, Octets payload);
  void encode(Buffer& out) const;
};

}  // namespace weft::frame
