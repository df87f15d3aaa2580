// RFC 9218 7: priorities of streams that are not open yet.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <weft/frame/stream_id.hpp>
#include <weft/h2/priority/priority.hpp>

namespace weft::h2 {

class EarlyPriorities {
 public:
  // RFC 9218 7: "Servers SHOULD buffer the most recently received PRIORITY_UPDATE frame and apply it once the
  // referenced stream is opened."
  void set(frame::StreamId stream, Priority priority);
  // The stream opens: returns its priority, if one came. Priorities of streams that it has skipped are forgotten.
  std::optional<Priority> take(frame::StreamId stream);

  std::size_t size() const { return list_.size(); }
  // Octets of memory held, for a budget.
  std::size_t capacity() const { return list_.capacity() * sizeof(Early); }

 private:
  struct Early {
    frame::StreamId stream;
    Priority priority;
  };

  std::vector<Early> list_;
};

}  // namespace weft::h2
