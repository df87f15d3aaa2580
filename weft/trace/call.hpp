// The calls by which an application and a loop drive an engine. With the octets that were received they decide what the
// engine sends: a recording that has them can be replayed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <weft/base/field.hpp>
#include <weft/base/time.hpp>

namespace weft::trace {

// A verb of an engine, with its numbers in this order.
enum class Verb : std::uint8_t {
  begin,    // nanoseconds of the clock beyond a whole microsecond; the text tells the engine's options
  produce,  // budget, octets that came
  receive_end,
  time_out,
  path,     // round trip in nanoseconds, octets a second
  respond,  // body: 0 or 1, length: 0 or 1, the length
  interim,
  open,  // body, length, the length, dependency: 0 or 1, stream, weight, exclusive
  push,  // of a parent
  ready,
  consume,      // octets
  pause,        // by the user: 0, by the library: 1
  resume,       // the same
  reset,        // error code; the text is the reason
  prioritize,   // urgency, incremental
  depend,       // stream, weight, exclusive
  limit,        // of each rate: number of the message's share, number of the rate, octets a second; none: other
                // connections share one of them
  rate,         // number of a rate, octets a second from now on
  wall_time,    // the date at a moment: nanoseconds from now to then, the date in seconds
  lack_memory,  // that which connections share for their windows was not enough
  set_window,   // octets
  release,
  ping,      // the opaque octets as a number
  settings,  // pushes: 0 or 1, their number, initial window: 0 or 1, its size
  close,     // the text is the reason
  shut_down,
  wind_down,
  expect_tls,
  pulled,    // octets that a body gave, and its state
  trailers,  // of a body
};

std::string_view to_string(Verb verb);
std::optional<Verb> verb_of(std::string_view name);

// All that a call views is there while it is told.
struct Call {
  Time time;
  Verb verb{};
  // 0: the connection.
  std::uint64_t message = 0;
  std::span<const std::uint64_t> numbers = {};
  // A head, with its pseudo-header fields, or trailers.
  std::span<const Field> fields = {};
  std::string_view text = {};
};

}  // namespace weft::trace
