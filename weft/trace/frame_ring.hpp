// The last frames of a connection over HTTP/2, of both directions, by their headers and the increments of windows: 16
// octets a frame, and nothing else of what they carry.
//
//   trace::FrameRing ring(http::Role::server, 64);        // whose connection it is, and how many frames
//   ring.received(octets, now);  ring.sent(octets, now);
//   for (const FrameRing::Frame& frame : ring.newest(8)) …
//
// Any cut of the octets gives the same frames. A frame is there once its header has come, and the increment.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <weft/base/bytes.hpp>
#include <weft/base/time.hpp>
#include <weft/frame/header.hpp>
#include <weft/frame/window_update.hpp>
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
    // RFC 9113 6.9: of a WINDOW_UPDATE, without its reserved bit.
    std::optional<std::uint32_t> increment;
  };

  // `frames`: at least 1.
  FrameRing(http::Role role, std::uint32_t frames);

  void sent(Octets octets, Time now) { read(sent_, Direction::sent, octets, now); }
  void received(Octets octets, Time now) { read(received_, Direction::received, octets, now); }

  // So many at most, the oldest of them first.
  std::vector<Frame> newest(std::size_t most) const;

 private:
  // The length, or the increment in its place: the length is known then.
  struct Number {
    std::uint32_t value : 31;
    std::uint32_t is_increment : 1;
  };
  // Its microseconds are those of eight years since the machine began, and then from 0 again.
  struct Entry {
    std::uint64_t microseconds : 48;
    std::uint64_t flags : 8;
    std::uint64_t type : 8;
    std::uint32_t stream : 31;
    std::uint32_t is_sent : 1;
    Number number;
  };
  static_assert(sizeof(Entry) == 16);

  // The place in the octets of one direction.
  struct Way {
    // Octets that belong to what came before: a payload, or the preface.
    std::size_t rest = 0;
    // A header, and an increment behind it.
    std::array<std::uint8_t, frame::header_size + frame::WindowUpdate::payload_size> head{};
    std::uint8_t have = 0;
    std::uint8_t wanted = frame::header_size;
  };

  void read(Way& way, Direction direction, Octets octets, Time now);
  void note(const frame::Header& header, Number number, Direction direction, Time now);

  Way sent_;
  Way received_;
  std::unique_ptr<Entry[]> entries_;
  const std::uint32_t size_;
  // The place of the next one, and how many there are.
  std::uint32_t next_ = 0;
  std::uint32_t count_ = 0;
};

}  // namespace weft::trace
