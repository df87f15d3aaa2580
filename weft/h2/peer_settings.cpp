#include <weft/h2/peer_settings.hpp>

namespace weft::h2 {

std::optional<Reason> PeerSettings::apply(frame::Setting setting, http::Role own_role) {
  using frame::SettingId;
  switch (setting.id) {
    case SettingId::enable_push:
      // RFC 9113 6.5.2: "A client MUST treat receipt of a SETTINGS frame with SETTINGS_ENABLE_PUSH set to 1 as a
      // connection error (Section 5.4.1) of type PROTOCOL_ERROR."
      if (own_role == http::Role::client && setting.value == 1) return Reason::enable_push_from_server;
      push = setting.value == 1;
      break;
    case SettingId::max_concurrent_streams:
      max_streams = setting.value;
      break;
    case SettingId::initial_window_size:
      initial_window = setting.value;
      break;
    case SettingId::max_frame_size:
      max_frame_size = setting.value;
      break;
    case SettingId::enable_connect_protocol:
      // RFC 8441 3: "A sender MUST NOT send a SETTINGS_ENABLE_CONNECT_PROTOCOL parameter with the value of 0 after
      // previously sending a value of 1."
      if (connect_protocol && setting.value == 0) return Reason::connect_protocol_withdrawn;
      connect_protocol = setting.value == 1;
      break;
    case SettingId::no_rfc7540_priorities:
      // RFC 9218 2.1: "Receivers that detect a change MAY treat it as a connection error of type PROTOCOL_ERROR."
      if (no_rfc7540_priorities.value_or(setting.value) != setting.value) return Reason::no_rfc7540_priorities_changed;
      no_rfc7540_priorities = setting.value;
      break;
    case SettingId::header_table_size:
      // The encoder obeys it.
    case SettingId::max_header_list_size:
      // RFC 9113 6.5.2: "This advisory setting informs a peer". A response is never refused for it.
      break;
  }
  // RFC 9113 6.5.2: "An endpoint that receives a SETTINGS frame with any unknown or unsupported identifier MUST ignore
  // that setting."
  return std::nullopt;
}

}  // namespace weft::h2
