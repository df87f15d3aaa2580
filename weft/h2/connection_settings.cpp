// RFC 9113 6.5: SETTINGS, both ways.
#include <array>

#include <weft/h2/connection.hpp>

namespace weft::h2 {

namespace {

using frame::Setting;
using frame::SettingId;

class SettingsList {
 public:
  void add(SettingId id, std::size_t value) { list_[size_++] = {id, static_cast<std::uint32_t>(value)}; }
  void add_unless(std::uint32_t initial, SettingId id, std::uint32_t value) {
    if (value != initial) add(id, value);
  }
  // RFC 9113 8.4.2: "Advertising a SETTINGS_MAX_CONCURRENT_STREAMS value of zero prevents the server from opening the
  // streams necessary to push responses. However, this does not prevent the server from reserving streams".
  void add_pushes(std::uint32_t pushes) {
    add(SettingId::enable_push, pushes == 0 ? 0 : 1);
    if (pushes != 0) add(SettingId::max_concurrent_streams, pushes);
  }
  std::span<const Setting> all() const { return std::span(list_).first(size_); }

 private:
  std::array<Setting, 8> list_{};
  std::size_t size_ = 0;
};

}  // namespace

void Connection::send_first_settings() {
  SettingsList settings;
  // RFC 9218 2.1: "If endpoints use SETTINGS_NO_RFC7540_PRIORITIES, they MUST send it in the first SETTINGS frame.
  // Senders MUST NOT change the SETTINGS_NO_RFC7540_PRIORITIES value after the first SETTINGS frame."
  if (is_server() || !options_.dependencies) settings.add(SettingId::no_rfc7540_priorities, 1);
  if (is_server()) {
    settings.add(SettingId::max_concurrent_streams, options_.limits.streams);
    if (options_.extended_connect) settings.add(SettingId::enable_connect_protocol, 1);
  } else {
    settings.add_pushes(options_.pushes);
  }
  settings.add_unless(default_window, SettingId::initial_window_size, options_.stream_window);
  settings.add_unless(frame::default_max_frame_size, SettingId::max_frame_size, options_.max_frame_size);
  settings.add(SettingId::max_header_list_size, options_.limits.field_section.soft_octets);
  settings.add_unless(hpack::default_table_size, SettingId::header_table_size, options_.header_table_size);

  if (!is_server()) writer_.write_preface();
  writer_.write_settings(settings.all());
  own_settings_.sent({options_.pushes, options_.stream_window}, clock_.now());
  // RFC 9113 6.9.2: "The connection flow-control window can only be changed using WINDOW_UPDATE frames."
  if (options_.connection_window > default_window) {
    writer_.write(frame::WindowUpdate{frame::connection_stream, options_.connection_window - default_window});
  }
}

Result<void, Misuse> Connection::update_settings(const LocalSettings& change) {
  if (closed() || ending_.peer_gone()) return weft::fail(Misuse::connection_closing);
  // RFC 9113 6.5.2: "A server MUST NOT explicitly set this value to 1."
  if (is_server() && change.pushes) return weft::fail(Misuse::wrong_role);
  if (change.initial_window.value_or(0) > max_window) return weft::fail(Misuse::value_not_valid);
  if (own_settings_.outstanding() == SettingsInForce::most_outstanding) return weft::fail(Misuse::settings_outstanding);
  SettingsList settings;
  if (change.pushes) settings.add_pushes(*change.pushes);
  if (change.initial_window) settings.add(SettingId::initial_window_size, *change.initial_window);
  writer_.write_settings(settings.all());
  own_settings_.sent(change, clock_.now());
  return {};
}

void Connection::on(const frame::Settings& frame) {
  // RFC 9113 3.4: the preface is a SETTINGS frame, and an acknowledgment is none.
  if (frame.ack && intake_.awaits_settings()) return fail(Reason::settings_expected);
  if (frame.ack) return on_settings_ack();
  if (!charge(guard_.settings(frame.settings.size(), clock_.now()))) return;
  // RFC 9113 6.5.3: "The values in the SETTINGS frame MUST be processed in the order they appear, with no other frame
  // processing between values."
  for (const Setting setting : frame.settings) {
    if (!charge(apply(setting))) return;
  }
  // RFC 9218 2.1: "The initial value is 0."
  if (!durable_.peer.no_rfc7540_priorities) durable_.peer.no_rfc7540_priorities = 0;
  intake_.settings_came();
  // RFC 9113 6.5.3: "Once all values have been processed, the recipient MUST immediately emit a SETTINGS frame with the
  // ACK flag set."
  if (!charge(guard_.ack_queued())) return;
  writer_.write_settings_ack();
  events_.add(SettingsReceived{});
}

// Values that are wrong by themselves do not come here. Returns why the connection is lost, if it is.
std::optional<Reason> Connection::apply(Setting setting) {
  const std::int64_t window_before = durable_.peer.initial_window;
  if (const auto broken = durable_.peer.apply(setting, role_)) return broken;
  if (setting.id == SettingId::header_table_size) writer_.set_max_table_size(setting.value);
  if (setting.id == SettingId::max_frame_size) writer_.set_max_frame_size(setting.value);
  // RFC 9218 2.1: "A server that receives SETTINGS_NO_RFC7540_PRIORITIES with a value of 1 MUST ignore HTTP/2 priority
  // signals."
  const bool ignores_dependencies = setting.id == SettingId::no_rfc7540_priorities && setting.value == 1;
  if (is_server() && ignores_dependencies) priorities_.use_urgencies();

  // RFC 9113 6.9.2: "When the value of SETTINGS_INITIAL_WINDOW_SIZE changes, a receiver MUST adjust the size of all
  // stream flow-control windows that it maintains by the difference between the new value and the old value."
  const std::int64_t delta = durable_.peer.initial_window - window_before;
  if (delta == 0) return std::nullopt;
  bool fits = true;
  streams_.for_each([&](Stream& stream) {
    if (!may_send(stream.state) && stream.state != StreamState::reserved_local) return;
    fits = stream.outgoing.window.adjust(delta) && fits;
    priorities_.update(stream, clock_);
  });
  // RFC 9113 6.9.2: "An endpoint MUST treat a change to SETTINGS_INITIAL_WINDOW_SIZE that causes any flow-control
  // window to exceed the maximum size as a connection error (Section 5.4.1) of type FLOW_CONTROL_ERROR."
  return fits ? std::nullopt : std::optional(Reason::initial_window_overflow);
}

// RFC 9113 6.5.3: "Upon receiving a SETTINGS frame with the ACK flag set, the sender of the altered settings can rely
// on the values from the oldest unacknowledged SETTINGS frame having been applied."
void Connection::on_settings_ack() {
  if (own_settings_.outstanding() == 0) {
    charge_glitch();
    return;
  }
  const std::int64_t before = own_settings_.acknowledged().initial_window;
  own_settings_.acknowledge();
  heads_.set_max_table_size(options_.header_table_size);
  const std::int64_t delta = own_settings_.acknowledged().initial_window - before;
  streams_.for_each([&](Stream& stream) {
    stream.incoming.window.adjust(delta);
    if (!is_server() && frame::is_client_initiated(stream.id)) stream.incoming.window.grow(options_.request_window);
    // A window that the application has chosen keeps its size, and a window that became smaller may now owe credit.
    flow_.offer(stream, Credit::when_due, writer_, clock_.now());
  });
  events_.add(SettingsAcknowledged{});
}

}  // namespace weft::h2
