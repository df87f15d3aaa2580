#include <cli/get/windows.hpp>

#include <utility>
#include <variant>

namespace weft::cli::get {

void Windows::Window::change(std::int64_t by, Time now) {
  const bool was_open = left > 0;
  left += by;
  const bool is_open = left > 0;
  if (was_open && !is_open) closed_since = now;
  if (!was_open && is_open) closed += now - closed_since;
}

void Windows::on_event(const trace::Event& event) {
  const bool is_ours = event.direction == trace::Direction::sent;
  if (const auto* data = std::get_if<trace::DataSeen>(&event.what)) {
    // RFC 9113 6.9.1: padding counts as well.
    if (!is_ours) took(data->header.stream, data->header.length, event.time);
    return;
  }
  const auto* seen = std::get_if<trace::FrameSeen>(&event.what);
  if (seen == nullptr || !is_ours) return;
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
  return place->second.window.closed_until(now) + connection_.closed_until(now) - place->second.closed_before;
}

Windows::Stream& Windows::stream_of(std::uint64_t stream, Time now) {
  const auto [place, is_new] = streams_.try_emplace(stream);
  if (is_new) {
    place->second.window.left = initial_;
    place->second.closed_before = connection_.closed_until(now);
  }
  return place->second;
}

void Windows::took(std::uint64_t stream, std::uint32_t octets, Time now) {
  connection_.change(-std::int64_t{octets}, now);
  stream_of(stream, now).window.change(-std::int64_t{octets}, now);
}

void Windows::gave(std::uint64_t stream, std::uint32_t octets, Time now) {
  Window& window = stream == 0 ? connection_ : stream_of(stream, now).window;
  window.change(octets, now);
}

// RFC 9113 6.9.2: "a receiver MUST adjust the size of all stream flow-control windows that it maintains by the
// difference between the new value and the old value."
void Windows::allow(std::int64_t initial, Time now) {
  const std::int64_t difference = initial - std::exchange(initial_, initial);
  for (auto& [number, stream] : streams_) stream.window.change(difference, now);
}

}  // namespace weft::cli::get
