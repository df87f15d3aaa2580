// The streams of the prompt's connection that have ended, and requests whose answers have not.
//
//   ends.named(1);  ends.asked(1);  ends.over(1);         // a frame of it was sent; its request has ended; it has
//   ended if (ends.has_ended(1)) …
//
// A stream that we have named is known for ever. A server may end any number of others: of these the latest are known.
#pragma once

#include <cstddef>
#include <deque>
#include <set>

#include <weft/frame/header.hpp>

namespace weft::cli::inspect {

class StreamEnds {
 public:
  static constexpr std::size_t most_unnamed = 1024;

  void named(frame::StreamId stream) { named_.insert(stream); }
  void asked(frame::StreamId stream) {
    if (!has_ended(stream)) asked_.insert(stream);
  }
  void over(frame::StreamId stream);

  bool has_ended(frame::StreamId stream) const { return ended_.contains(stream); }
  bool awaits_answers() const { return !asked_.empty(); }
  // Streams that are known to have ended.
  std::size_t size() const { return ended_.size(); }

 private:
  std::set<frame::StreamId> named_;
  std::set<frame::StreamId> asked_;
  std::set<frame::StreamId> ended_;
  // Those of the ended ones that nobody had named, the oldest first.
  std::deque<frame::StreamId> unnamed_;
};

}  // namespace weft::cli::inspect
