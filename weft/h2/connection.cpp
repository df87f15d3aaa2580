#include <weft/h2/connection.hpp>

#include <algorithm>

namespace weft::h2 {

namespace {

// RFC 9113 5.1.1: the first stream that each role opens.
constexpr frame::StreamId first_id(Role role) {
  return role == Role::server ? 2 : 1;
}

// RFC 9113 6.5.2 of SETTINGS_ENABLE_PUSH: "A client that has both set this parameter to 0 and had it acknowledged MUST
// treat the receipt of a PUSH_PROMISE frame as a connection error". "The initial value of SETTINGS_ENABLE_PUSH is 1."
constexpr std::uint32_t pushes_at_first(Role role, const Options& options) {
  return role == Role::client ? std::max(options.pushes, 1u) : options.pushes;
}

// The state of a connection that begins, and was never parked.
Parked new_state(Role role, const Options& options, Time now) {
  const std::uint32_t window = std::max(default_window, options.connection_window);
  return {
      .durable = {.created = now, .last_active = now},
      .tables = nullptr,
      .settings = TokenBucket(options.limits.settings_frames, options.limits.settings_frames_per_second, now),
      .own_settings = {pushes_at_first(role, options), std::max(default_window, options.stream_window)},
      .send_window = FlowWindow(),
      .receive_window = ReceiveWindow(window, window),
      .next_id = first_id(role),
  };
}

}  // namespace

Connection::Connection(Role role, const Options& options, Workspace& workspace, Time now)
    : Connection(role, role == Role::server ? Intake::Stage::preface : Intake::Stage::settings,
                 new_state(role, options, now), options, workspace, now) {
  send_first_settings();
}

Connection::Connection(Role role, Intake::Stage stage, const Parked& state, const Options& options,
                       Workspace& workspace, Time now)
    : role_(role),
      options_(options),
      workspace_(workspace),
      durable_(state.durable),
      intake_(stage, options.max_frame_size),
      ending_(role, state.last_accepted),
      heads_(options),
      guard_(options.limits, now),
      streams_(role, state.next_id, workspace, now),
      own_settings_(state.own_settings),
      flow_(options, state.send_window, state.receive_window),
      pace_(options.timeouts),
      writer_(workspace, state.durable.peer.max_frame_size),
      events_(workspace),
      clock_(now) {}

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

http::SectionOctets Connection::section_octets(MessageId message) const {
  const Stream* stream = streams_.find(message);
  return stream == nullptr ? http::SectionOctets() : stream->sections;
}

Priority Connection::priority(MessageId message) const {
  const Stream* stream = streams_.find(message);
  return stream == nullptr ? Priority() : stream->priority;
}

bool Connection::is_placed_by_server(MessageId message) const {
  const Stream* stream = streams_.find(message);
  return stream != nullptr && stream->is_placed_by_server();
}

http::Waits Connection::waits(MessageId message) const {
  const Stream* stream = streams_.find(message);
  return stream == nullptr ? http::Waits() : stream->ledger.waits(clock_);
}

Duration Connection::waited_for_application(MessageId message) const {
  const Stream* stream = streams_.find(message);
  return stream == nullptr ? Duration::zero() : stream->ledger.waited_for_application(clock_);
}

// The time that has passed counts for the cause that has held all messages until now.
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
