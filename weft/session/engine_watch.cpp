#include <weft/session/engine_watch.hpp>

#include <algorithm>

namespace weft::session {

namespace {

using http::EngineView;
using http::StreamView;

trace::SchedulePick pick_of(http::MessageId id, std::size_t octets, const EngineView& view) {
  trace::SchedulePick pick{.stream = id, .octets = octets};
  const auto stream = std::ranges::find(view.streams, id, &StreamView::id);
  if (stream == view.streams.end()) return pick;
  if (view.scheme == EngineView::Scheme::urgency) pick.priority = stream->priority;
  if (view.scheme == EngineView::Scheme::tree && stream->place) pick.weight = stream->place->weight;
  return pick;
}

}  // namespace

// HTTP/1.1 has one body at a time, and nothing to pick.
void EngineWatch::tell_picks(const EngineView& view, Time now) {
  const auto picks = std::exchange(picks_, {});
  if (!view.scheme) return;
  for (const auto& [stream, octets] : picks) reader_.on_note({now, pick_of(stream, octets, view)});
}

void EngineWatch::look(const EngineView& view, Time now) {
  ++looks_;
  if (view.windows) tell_windows(0, {view.windows->send, view.windows->receive}, connection_, now);
  for (const StreamView& stream : view.streams) {
    Seen& seen = streams_[stream.id];
    seen.look = looks_;
    if (stream.send_window && stream.receive_window) {
      tell_windows(stream.id, {*stream.send_window, *stream.receive_window}, seen.windows, now);
    }
    tell_wait(stream, view, seen, now);
  }
  forget_gone(now);
}

void EngineWatch::tell_windows(http::MessageId stream, const Windows& windows, std::optional<Windows>& seen, Time now) {
  if (seen == windows) return;
  seen = windows;
  reader_.on_note({now, trace::WindowChanged{.stream = stream, .send = windows.first, .receive = windows.second}});
}

void EngineWatch::tell_wait(const StreamView& stream, const EngineView& view, Seen& seen, Time now) {
  if (seen.wait == stream.wait) return;
  trace::WaitChanged changed{.stream = stream.id,
                             .before = std::exchange(seen.wait, stream.wait),
                             .now = stream.wait,
                             .waiting = stream.waiting,
                             .stream_window = stream.send_window};
  if (view.windows) changed.connection_window = view.windows->send;
  reader_.on_note({now, changed});
}

void EngineWatch::forget_gone(Time now) {
  for (auto each = streams_.begin(); each != streams_.end();) {
    const auto& [id, seen] = *each;
    if (seen.look != looks_ && seen.wait) reader_.on_note({now, trace::WaitChanged{.stream = id, .before = seen.wait}});
    each = seen.look == looks_ ? std::next(each) : streams_.erase(each);
  }
}

}  // namespace weft::session
