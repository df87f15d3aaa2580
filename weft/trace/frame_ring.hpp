// The last frames of a connection over HTTP/2, of both directions, by their headers alone: 16 octets a frame, and
// nothing of what they carry.
//
//   trace::FrameRing ring(http::Role::server, 64);        // whose connection it is, and how many frames
//   ring.received(octets, now);  ring.sent(octets, now);
//   for (const FrameRing::Frame& frame : ring.newest(8)) …
//
// Any cut of the octets gives the same frames. A frame is there once its header has come.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <weft/base/bytes.hpp>
#include <weft/base/time.hpp>
#include <weft/frame/header.hpp>
#include <weft/http/role.hpp>
#include <weft/trace/event.hpp>

namespace weft::trace {

class FrameRing {
 public:
  struct Frame {
    // To the microsecond.
    Time time;
    Direction direction;
    frame::Header header;
  };

  // `frames`: at least 1.
  FrameRing(http::Role role, std::uint32_t frames);

  void sent(Octets octets, Time now) { read(sent_, Direction::sent, octets, now); }
  void received(Octets octets, Time now) { read(received_, Direction::received, octets, now); }

  // So many at most, the oldest of them first.
  std::vector<Frame> newest(std::size_t most) const;

 private:
  struct Entry {
    std::uint64_t microseconds : 56;
    std::uint64_t flags : 8;
    std::uint32_t stream : 31;
    std::uint32_t is_sent : 1;
    std::uint32_t length : 24;
    std::uint32_t type : 8;
  };
  static_assert(sizeof(Entry) == 16);

  // The place in the octets of one direction.
  struct Way {
    // Octets that belong to what came before: a payload, or the preface.
    std::size_t rest = 0;
    std::array<std::uint8_t, frame::header_size> header{};
    std::uint8_t have = 0;
  };

  void read(Way& way, Direction direction, Octets octets, Time now);
  void note(const frame::Header& header, Direction direction, Time now);

  Way sent_;
  Way received_;
  std::unique_ptr<Entry[]> entries_;
  const std::uint32_t size_;
  // The place of the next one, and how many there are.
  std::uint32_t next_ = 0;
  std::uint32_t count_ = 0;
};

}  // namespace weft::trace
