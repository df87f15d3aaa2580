// RFC 9113 6.3: PRIORITY. A stream. Deprecated, and still sent by browsers.
//
//   +-+-------------------------------------------------------------+
//   |E|                  Stream Dependency (31)                     |
//   +-+-------------+-----------------------------------------------+
//   |   Weight (8)  |
//   +-+-------------+
#pragma once

#include <cstdint>

#include <weft/base/buffer.hpp>
#include <weft/base/result.hpp>
#include <weft/frame/fault.hpp>
#include <weft/frame/header.hpp>

namespace weft::frame {

// RFC 7540 5.3: where a stream hangs in the tree. Also in HEADERS.
struct Dependency {
  static constexpr std::size_t size = 5;

  StreamId stream = 0;
  std::uint16_t weight = 16;  // 1 to 256; one less on the wire
  bool exclusive = false;

  // The caller has checked that `size` octets are there.
  static Dependency load(const std::uint8_t* p);
  void append_to(Buffer& out) const;

  friend bool operator==(const Dependency&, const Dependency&) = default;
};

struct Priority {
  static constexpr Type type = Type::priority;

  StreamId stream = 0;
  Dependency dependency;

  static Result<Priority, Fault> decode(const Header& header, Octets payload);
  void encode(Buffer& out) const;
};

}  // namespace weft::frame
