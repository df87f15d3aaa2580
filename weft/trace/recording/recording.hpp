// A recording that was read: what the recorder wrote, as values again, in its order.
//
//   const auto recording = trace::read_recording(text);         // all of a file
//   if (!recording) … recording.error().line, .why
//   for (const Entry& entry : recording->entries) …
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <weft/base/result.hpp>
#include <weft/http/head.hpp>
#include <weft/http/role.hpp>
#include <weft/trace/event.hpp>
#include <weft/trace/note.hpp>

namespace weft::trace {

struct OctetsSeen {
  Time time;
  Direction direction;
  std::size_t size = 0;
  // As many, or none where the recording has no values.
  Octets octets = {};
};

struct RecordingFault {
  // Counted from 1.
  std::size_t line = 0;
  std::string why;
};

// Times count from the beginning of the recording. Views are of what the recording holds.
struct Recording {
  using Entry = std::variant<Event, OctetsSeen, Call, Note>;

  Recording() = default;
  Recording(Recording&&) = default;
  Recording& operator=(Recording&&) = default;
  Recording(const Recording&) = delete;

  http::Role role{};
  http::Version version{};
  std::string local;
  std::string peer;
  std::string wall_time;
  bool secure = false;
  bool has_values = false;
  std::vector<Entry> entries;

  // Entries view these, which stay where they are when the recording is moved.
  std::list<std::string> texts = {};
  std::list<std::vector<Field>> fields = {};
  std::list<std::vector<std::uint64_t>> numbers = {};
};

Time time_of(const Recording::Entry& entry);

// `text` is not kept. Events that are unknown here are skipped: later versions may write more.
Result<Recording, RecordingFault> read_recording(std::string_view text);

}  // namespace weft::trace
