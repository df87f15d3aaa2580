// Notes stand in a recording beside the octets and what they mean: an engine's knowledge of waits, windows and order,
// and how the tables of HPACK change. Each is of one moment: an engine is looked at when it has read or written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include <weft/base/field.hpp>
#include <weft/base/time.hpp>
#include <weft/http/priority.hpp>
#include <weft/http/waits.hpp>
#include <weft/trace/event.hpp>

namespace weft::trace {

// A message waits for something else than when the engine was looked at before. A message that has gone waits for
// nothing.
struct WaitChanged {
  std::uint64_t stream = 0;
  // nullopt: for nothing.
  std::optional<http::Wait> before = {};
  std::optional<http::Wait> now = {};
  // How long the new one has lasted by now.
  Duration waiting{};
  // Octets that may be sent; nullopt over HTTP/1.1. The first one may be below 0.
  std::optional<std::int64_t> stream_window = {};
  std::optional<std::int64_t> connection_window = {};
};

// RFC 9113 6.9: octets that may be sent and received, of a stream or (0) of the connection.
struct WindowChanged {
  std::uint64_t stream = 0;
  std::int64_t send = 0;
  std::int64_t receive = 0;
};

// It was this stream's turn: its body was asked, and gave so many octets.
struct SchedulePick {
  std::uint64_t stream = 0;
  std::uint64_t octets = 0;
  // RFC 9218, or the weight of RFC 7540 5.3, whichever is in force.
  std::optional<http::Priority> priority = {};
  std::optional<std::uint32_t> weight = {};
};

// RFC 7541 2.3.2: a field block of the stream has put fields into the table of its direction, or has made old ones go.
// Both have the table as it is behind the block.
struct FieldsInserted {
  Direction direction{};
  std::uint64_t stream = 0;
  // The oldest first; those that went with the same block are not there.
  std::span<const Field> fields = {};
  std::uint64_t size = 0;
  std::uint64_t entries = 0;
};
struct FieldsEvicted {
  Direction direction{};
  std::uint64_t stream = 0;
  std::uint64_t count = 0;
  std::uint64_t size = 0;
  std::uint64_t entries = 0;
};

struct Note {
  Time time;
  std::variant<WaitChanged, WindowChanged, SchedulePick, FieldsInserted, FieldsEvicted> what;
};

}  // namespace weft::trace
