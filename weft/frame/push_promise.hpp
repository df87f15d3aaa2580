// RFC 9113 6.6: PUSH_PROMISE. A stream of the client.
//
//   +---------------+
//   |Pad Length? (8)|
//   +-+-------------+-----------------------------------------------+
//   |R|                  Promised Stream ID (31)                    |
//   +-+-----------------------------+-------------------------------+
//   |                   Field Block Fragment (*)                  ...
//   +---------------------------------------------------------------+
//   |                           Padding (*)                       ...
//   +---------------------------------------------------------------+
#pragma once

#include <cstdint>

#include <weft/base/buffer.hpp>
#include <weft/base/result.hpp>
#include <weft/frame/fault.hpp>
#include <weft/frame/header.hpp>
#include <weft/frame/padding.hpp>

namespace weft::frame {

struct PushPromise {
  static constexpr Type type = Type::push_promise;
  static constexpr std::size_t fixed_size = 4;

  StreamId stream = 0;
  StreamId promised = 0;
  Octets block{};
  bool end_headers = true;
  PadLength padding{};

  static Result<PushPromise, Fault> decode(const Header& header, Octets payload);
  void encode(Buffer& out) const;
};

}  // namespace weft::frame
