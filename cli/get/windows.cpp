#include <cli/get/windows.hpp>

#include <utility>
#include <variant>

namespace weft::cli::get {

void Windows::Window::change(std::int64_t by, Time now) {
  const bool was_closed = is_closed();
  left += by;
  if (!was_closed && is_closed()) closed_since = now;
  if (was_closed && !is_closed()) closed += now - closed_since;
}

void Windows::on_event(const trace::Event& event) {
  const bool is_ours = event.direction == trace::Direction::sent;
  if (const auto* data = std::get_if<trace::DataSeen>(&event.what)) {
    // RFC 9113 6.9.1: padding counts as well.
    if (is_ours) return;
    took(data->header.stream, data->header.length, event.time);
    if (data->header.has(frame::flag::end_stream)) end(data->header.stream, event.time);
    return;
  }
  const auto* seen = std::get_if<trace::FrameSeen>(&event.what);
  if (seen == nullptr) return;
  if (const auto* reset = std::get_if<frame::RstStream>(&seen->frame)) end(reset->stream, event.time);
  if (!is_ours) {
    if (seen->section && seen->section->end_stream) end(seen->section->stream, event.time);
    return;
  }
  if (const auto* update = std::get_if<frame::WindowUpdate>(&seen->frame)) {
    gave(update->stream, update->increment, event.time);
  }
  if (const auto* settings = std::get_if<frame::Settings>(&seen->frame)) {
    for (const frame::Setting each : settings->settings) {
      if (each.id == frame::SettingId::initial_window_size) allow(each.value, event.time);
    }
  }
  if (seen->section) stream_of(seen->section->stream, event.time);
}

Windows::State Windows::state_of(std::uint64_t stream) const {
  const auto place = streams_.find(stream);
  if (place == streams_.end()) return State::open;
  if (place->second.window.left <= 0) return State::stream_closed;
  return connection_.left > 0 ? State::open : State::connection_closed;
}

Duration Windows::closed_for(std::uint64_t stream, Time now) const {
  const auto place = streams_.find(stream);
  if (place == streams_.end()) return {};
  return place->second.whole.value_or(closed_of(place->second, now));
}

// A moment in which both are closed counts once.
Duration Windows::closed_of(const Stream& stream, Time now) const {
  const Duration connection = connection_.closed_until(now);
  const Duration together =
      stream.together + (stream.window.is_closed() ? connection - stream.closed_at_closing : Duration());
  return stream.window.closed_until(now) + connection - stream.closed_before - together;
}

// The last octets may use a window up, and nothing waits for it any more.
void Windows::end(std::uint64_t stream, Time now) {
  const auto place = streams_.find(stream);
  if (place != streams_.end() && !place->second.whole) place->second.whole = closed_of(place->second, now);
}

void Windows::change(Stream& stream, std::int64_t by, Time now) {
  const bool was_closed = stream.window.is_closed();
  stream.window.change(by, now);
  const Duration connection = connection_.closed_until(now);
  if (!was_closed && stream.window.is_closed()) stream.closed_at_closing = connection;
  if (was_closed && !stream.window.is_closed()) stream.together += connection - stream.closed_at_closing;
}

Windows::Stream& Windows::stream_of(std::uint64_t stream, Time now) {
  const auto [place, is_new] = streams_.try_emplace(stream);
  if (is_new) {
    Stream& added = place->second;
    added.closed_before = added.closed_at_closing = connection_.closed_until(now);
    added.window = {.left = initial_, .closed_since = now};
  }
  return place->second;
}

void Windows::took(std::uint64_t stream, std::uint32_t octets, Time now) {
  connection_.change(-std::int64_t{octets}, now);
  change(stream_of(stream, now), -std::int64_t{octets}, now);
}

void Windows::gave(std::uint64_t stream, std::uint32_t octets, Time now) {
  if (stream == 0) {
    connection_.change(octets, now);
  } else {
    change(stream_of(stream, now), octets, now);
  }
}

// RFC 9113 6.9.2: "a receiver MUST adjust the size of all stream flow-control windows that it maintains by the
// difference between the new value and the old value."
void Windows::allow(std::int64_t initial, Time now) {
  const std::int64_t difference = initial - std::exchange(initial_, initial);
  for (auto& [number, stream] : streams_) change(stream, difference, now);
}

}  // namespace weft::cli::get
