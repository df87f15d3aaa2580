// RFC 9218 7.1: PRIORITY_UPDATE. Stream 0, from a client.
//
//   +-+-------------------------------------------------------------+
//   |R|                Prioritized Stream ID (31)                   |
//   +-+-------------------------------------------------------------+
//   |                  Priority Field Value (*)                   ...
//   +---------------------------------------------------------------+
#pragma once

#include <cstdint>
#include <string_view>

#include <weft/base/buffer.hpp>
#include <weft/base/result.hpp>
#include <weft/frame/fault.hpp>
#include <weft/frame/header.hpp>

namespace weft::frame {

struct PriorityUpdate {
  static constexpr Type type = Type::priority_update;
  static constexpr std::size_t fixed_size = 4;

  StreamId prioritized = 0;
  // RFC 9218 4: "u=3, i", not parsed yet.
  std::string_view value{};

  static Result<PriorityUpdate, Fault> decode(const Header& header, Octets payload);
  void encode(Buffer& out) const;
};

}  // namespace weft::frame
