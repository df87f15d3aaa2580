#include <weft/h2/connection.hpp>

#include <algorithm>
#include <type_traits>

#include <weft/h2/message_rules.hpp>
#include <weft/http/field_name.hpp>

namespace weft::h2 {

Connection::Connection(Role role, const Options& options, Workspace& workspace, Time now)
    : role_(role),
      options_(options),
      workspace_(workspace),
      created_(now),
      now_(now),
      last_active_(now),
      intake_(role == Role::server ? Intake(AwaitingPreface{}) : Intake(AwaitingSettings{})),
      parting_(close_of(Reason::shutdown)),
      decoder_(http::intern_field_name, hpack::default_table_size, marks_of),
      guard_(options.limits, now),
      streams_(workspace, now),
      next_id_(role == Role::server ? 2 : 1),
      own_settings_({options.pushes, std::max(default_window, options.stream_window)}),
      send_window_(default_window),
      receive_window_(std::max(default_window, options.connection_window),
                      std::max(default_window, options.connection_window)),
      outbox_(workspace),
      ledger_clock_(now) {
  reader_.set_max_frame_size(options.max_frame_size);
  send_first_settings();
}

Connection::~Connection() = default;

bool Connection::closed() const {
  return std::holds_alternative<Ended>(ending_);
}

std::size_t Connection::live_messages() const {
  return streams_.live();
}

std::size_t Connection::memory() const {
  const std::size_t block = block_ ? block_->octets.capacity() : 0;
  const std::size_t memory_of_request = request_memory_ ? sizeof(RequestMemory) + request_memory_->capacity() : 0;
  return memory_of_request + outbox_.capacity() + events_.capacity() + streams_.memory() +
         early_priorities_.capacity() + schedule_.memory() + decoder_.table().capacity() + encoder_.capacity() +
         reader_.capacity() + block + guard_.held_fields();
}

http::Traffic Connection::traffic(MessageId message) const {
  const Stream* stream = streams_.find(message);
  return stream == nullptr ? http::Traffic() : stream->traffic;
}

http::Waits Connection::waits(MessageId message) const {
  const Stream* stream = streams_.find(message);
  return stream == nullptr ? http::Waits() : stream->ledger.waits(ledger_clock_);
}

// The time that has passed belongs to what has held all messages until now.
void Connection::advance(Time now) {
  if (now <= now_) return;
  using enum LedgerClock::Hold;
  const auto within_window = sending_waits_ ? rate : none;
  ledger_clock_.advance(now, send_window_.open() ? within_window : window);
  now_ = now;
}

void Connection::emit(const Event& event) {
  if (events_.capacity() == 0) events_ = workspace_.event_queues().take();
  events_.push_back(event);
}

namespace {

// The message whose release makes the event pointless, or 0.
MessageId message_of(const Event& event) {
  return std::visit(
      [](const auto& happened) -> MessageId {
        using Happened = std::decay_t<decltype(happened)>;
        if constexpr (std::is_same_v<Happened, Rejected>) {
          return 0;
        } else if constexpr (requires { happened.message; }) {
          return happened.message;
        } else {
          return 0;
        }
      },
      event);
}

}  // namespace

std::optional<Event> Connection::poll_event() {
  std::optional<Event> event;
  while (!event && !events_.empty()) {
    event = events_.pop_front();
    const MessageId message = message_of(*event);
    if (message != 0 && streams_.find(message) == nullptr) event.reset();
  }
  if (events_.empty() && events_.capacity() != 0) workspace_.event_queues().give_back(std::move(events_));
  return event;
}

void Connection::ping(const std::array<std::uint8_t, 8>& opaque) {
  if (closed()) return;
  ++pings_outstanding_;
  frame::Ping{.ack = false, .opaque = opaque}.encode(outbox_.control());
}

}  // namespace weft::h2
