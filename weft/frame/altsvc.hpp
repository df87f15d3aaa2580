// RFC 7838 4: ALTSVC. Stream 0 with an origin, or a stream without one; from a server.
//
//   +-------------------------------+-------------------------------+
//   |         Origin-Len (16)       | Origin? (*)                 ...
//   +-------------------------------+-------------------------------+
//   |                   Alt-Svc-Field-Value (*)                   ...
//   +---------------------------------------------------------------+
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <weft/base/buffer.hpp>
#include <weft/frame/header.hpp>

namespace weft::frame {

struct Altsvc {
  static constexpr Type type = Type::altsvc;
  static constexpr std::size_t fixed_size = 2;

  StreamId stream = 0;
  std::string_view origin{};
  std::string_view value{};

  // nullopt where the frame is to be ignored; Reader then gives the frame as Unknown.
  static std::optional<Altsvc> decode(const Header& header, Octets payload);
  void encode(Buffer& out) const;
};

}  // namespace weft::frame
