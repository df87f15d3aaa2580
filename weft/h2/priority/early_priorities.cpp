#include <weft/h2/priority/early_priorities.hpp>

#include <algorithm>

namespace weft::h2 {

void EarlyPriorities::set(frame::StreamId stream, Priority priority) {
  const auto known =
      std::find_if(list_.begin(), list_.end(), [stream](const Early& early) { return early.stream == stream; });
  if (known != list_.end()) {
    known->priority = priority;
  } else {
    list_.push_back({stream, priority});
  }
}

std::optional<Priority> EarlyPriorities::take(frame::StreamId stream) {
  std::optional<Priority> found;
  std::erase_if(list_, [&found, stream](const Early& early) {
    if (early.stream == stream) found = early.priority;
    return early.stream <= stream;
  });
  return found;
}

}  // namespace weft::h2
