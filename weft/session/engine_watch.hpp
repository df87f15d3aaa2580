// Looks at an engine when it has read or written, and tells a reader what has changed since: waits, windows, and whose
// turn it was. For recordings: a look costs as much as the engine has streams.
//
//   EngineWatch watch(reader);
//   watch.picked(5, 16'384);                   // whenever the engine asks the body of a stream
//   watch.tell_picks(view, now);  watch.look(view, now);
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <weft/base/time.hpp>
#include <weft/http/view.hpp>
#include <weft/trace/note.hpp>

namespace weft::session {

class EngineWatch {
 public:
  // `reader` must outlive it.
  explicit EngineWatch(trace::Reader& reader) : reader_(reader) {}

  void picked(http::MessageId stream, std::size_t octets) { picks_.emplace_back(stream, octets); }
  // In their order. `view` is that of the engine, from now.
  void tell_picks(const http::EngineView& view, Time now);
  void look(const http::EngineView& view, Time now);

 private:
  // Octets that may be sent, and received.
  using Windows = std::pair<std::int64_t, std::int64_t>;

  struct Seen {
    std::optional<http::Wait> wait = {};
    std::optional<Windows> windows = {};
    // When it was there last.
    std::uint64_t look = 0;
  };

  void tell_windows(http::MessageId stream, const Windows& windows, std::optional<Windows>& seen, Time now);
  void tell_wait(const http::StreamView& stream, const http::EngineView& view, Seen& seen, Time now);
  void forget_gone(Time now);

  trace::Reader& reader_;
  std::vector<std::pair<http::MessageId, std::size_t>> picks_;
  std::map<http::MessageId, Seen> streams_;
  std::optional<Windows> connection_;
  std::uint64_t looks_ = 0;
};

}  // namespace weft::session
