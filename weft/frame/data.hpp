// RFC 9113 6.1: DATA. A stream.
//
//   +---------------+-----------------------------------------------+
//   |Pad Length? (8)|
//   +---------------+-----------------------------------------------+
//   |                            Data (*)                         ...
//   +---------------------------------------------------------------+
//   |                           Padding (*)                       ...
//   +---------------------------------------------------------------+
//
// Reader gives DATA in pieces and never as a Data, which is for tools and tests that hold whole frames.
#pragma once

#include <cstdint>

#include <weft/base/buffer.hpp>
#include <weft/base/result.hpp>
#include <weft/frame/fault.hpp>
#include <weft/frame/header.hpp>
#include <weft/frame/padding.hpp>

namespace weft::frame {

struct Data {
  static constexpr Type type = Type::data;

  StreamId stream = 0;
  Octets octets{};
  bool end_stream = false;
  PadLength padding{};

  static Result<Data, Fault> decode(const Header& header, Octets payload);
  void encode(Buffer& out) const;
};

// Writes the header of a body of `length` octets that already stands behind the room for it. `flags` is 0 or
// flag::end_stream.
inline void store_data_header(std::uint8_t* at, StreamId stream, std::uint32_t length, std::uint8_t flags) {
  Header{length, Type::data, flags, stream}.store(at);
}

}  // namespace weft::frame
