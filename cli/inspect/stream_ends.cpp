#include <cli/inspect/stream_ends.hpp>

namespace weft::cli::inspect {

void StreamEnds::over(frame::StreamId stream) {
  asked_.erase(stream);
  const bool is_new = ended_.insert(stream).second;
  if (!is_new || named_.contains(stream)) return;
  unnamed_.push_back(stream);
  if (unnamed_.size() <= most_unnamed) return;
  const frame::StreamId oldest = unnamed_.front();
  unnamed_.pop_front();
  // It may have got its name since.
  if (!named_.contains(oldest)) ended_.erase(oldest);
}

}  // namespace weft::cli::inspect
