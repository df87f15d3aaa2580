#include <weft/h2/connection.hpp>

#include <algorithm>

namespace weft::h2 {

Connection::Connection(Role role, const Options& options, Workspace& workspace, Time now)
    : role_(role),
      options_(options),
      workspace_(workspace),
      created_(now),
      last_active_(now),
      intake_(role == Role::server ? Intake::Stage::preface : Intake::Stage::settings, options.max_frame_size),
      ending_(role),
      heads_(options),
      guard_(options.limits, now),
      streams_(role, workspace, now),
      own_settings_({options.pushes, std::max(default_window, options.stream_window)}),
      flow_(options, FlowWindow(),
            {std::max(default_window, options.connection_window), std::max(default_window, options.connection_window)}),
      pace_(options.timeouts),
      writer_(workspace),
      events_(workspace),
      clock_(now) {
  send_first_settings();
}

Connection::~Connection() = default;

bool Connection::closed() const {
  return ending_.is_over();
}

std::size_t Connection::live_messages() const {
  return streams_.live();
}

std::size_t Connection::memory() const {
  return writer_.capacity() + events_.capacity() + streams_.memory() + priorities_.memory() + heads_.memory() +
         intake_.memory() + guard_.held_fields();
}

http::Traffic Connection::traffic(MessageId message) const {
  const Stream* stream = streams_.find(message);
  return stream == nullptr ? http::Traffic() : stream->traffic;
}

http::Waits Connection::waits(MessageId message) const {
  const Stream* stream = streams_.find(message);
  return stream == nullptr ? http::Waits() : stream->ledger.waits(clock_);
}

// The time that has passed belongs to what has held all messages until now.
void Connection::advance(Time now) {
  if (now > clock_.now()) clock_.advance(now, flow_.hold());
}

std::optional<Event> Connection::poll_event() {
  return events_.poll(streams_, guard_);
}

void Connection::ping(const std::array<std::uint8_t, 8>& opaque) {
  if (closed()) return;
  ++pings_outstanding_;
  writer_.write(frame::Ping{.ack = false, .opaque = opaque});
}

}  // namespace weft::h2
