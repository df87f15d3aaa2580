#include <weft/frame/settings.hpp>

namespace weft::frame {

std::string_view to_string(SettingId id) {
  switch (id) {
    case SettingId::header_table_size:
      return "HEADER_TABLE_SIZE";
    case SettingId::enable_push:
      return "ENABLE_PUSH";
    case SettingId::max_concurrent_streams:
      return "MAX_CONCURRENT_STREAMS";
    case SettingId::initial_window_size:
      return "INITIAL_WINDOW_SIZE";
    case SettingId::max_frame_size:
      return "MAX_FRAME_SIZE";
    case SettingId::max_header_list_size:
      return "MAX_HEADER_LIST_SIZE";
    case SettingId::enable_connect_protocol:
      return "ENABLE_CONNECT_PROTOCOL";
    case SettingId::no_rfc7540_priorities:
      return "NO_RFC7540_PRIORITIES";
  }
  return {};
}

std::optional<Fault> check(Setting setting) {
  constexpr std::uint32_t largest_window = 0x7fff'ffff;
  const std::uint32_t value = setting.value;
  switch (setting.id) {
    // RFC 9113 6.5.2: "Any value other than 0 or 1 MUST be treated as a connection error (Section 5.4.1) of type
    // PROTOCOL_ERROR."
    case SettingId::enable_push:
      if (value > 1) return Fault::enable_push_value;
      break;
    // RFC 9113 6.5.2: "Values above the maximum flow-control window size of 2^31-1 MUST be treated as a connection
    // error (Section 5.4.1) of type FLOW_CONTROL_ERROR."
    case SettingId::initial_window_size:
      if (value > largest_window) return Fault::initial_window_size_value;
      break;
    // RFC 9113 6.5.2: "Values outside this range MUST be treated as a connection error (Section 5.4.1) of type
    // PROTOCOL_ERROR."
    case SettingId::max_frame_size:
      if (value < default_max_frame_size || value > largest_max_frame_size) return Fault::max_frame_size_value;
      break;
    // RFC 8441 3: "The value of the parameter MUST be 0 or 1."
    case SettingId::enable_connect_protocol:
      if (value > 1) return Fault::enable_connect_protocol_value;
      break;
    // RFC 9218 2.1: "Any value other than 0 or 1 MUST be treated as a connection error (see Section 5.4.1 of [HTTP/2])
    // of type PROTOCOL_ERROR."
    case SettingId::no_rfc7540_priorities:
      if (value > 1) return Fault::no_rfc7540_priorities_value;
      break;
    case SettingId::header_table_size:
    case SettingId::max_concurrent_streams:
    case SettingId::max_header_list_size:
      break;
  }
  return std::nullopt;
}

Result<Settings, Fault> Settings::decode(const Header& header, Octets payload) {
  // RFC 9113 6.5: "If an endpoint receives a SETTINGS frame whose Stream Identifier field is anything other than 0x00,
  // the endpoint MUST respond with a connection error (Section 5.4.1) of type PROTOCOL_ERROR."
  if (header.stream != connection_stream) return fail(Fault::settings_on_stream);
  const bool ack = header.has(flag::ack);
  // RFC 9113 6.5: "Receipt of a SETTINGS frame with the ACK flag set and a length field value other than 0 MUST be
  // treated as a connection error (Section 5.4.1) of type FRAME_SIZE_ERROR."
  if (ack && !payload.empty()) return fail(Fault::settings_ack_with_payload);
  // RFC 9113 6.5: "A SETTINGS frame with a length other than a multiple of 6 octets MUST be treated as a connection
  // error (Section 5.4.1) of type FRAME_SIZE_ERROR."
  if (payload.size() % Setting::size != 0) return fail(Fault::settings_length);
  const SettingsView settings(payload);
  for (const Setting setting : settings) {
    if (const auto fault = check(setting)) return fail(*fault);
  }
  return Settings{ack, settings};
}

void Settings::encode(Buffer& out) const {
  const auto length = static_cast<std::uint32_t>(settings.octets().size());
  append_header({length, type, ack ? flag::ack : std::uint8_t{0}, connection_stream}, out);
  out.append(settings.octets());
}

void encode_settings(std::span<const Setting> settings, Buffer& out) {
  const std::size_t length = settings.size() * Setting::size;
  append_header({static_cast<std::uint32_t>(length), Type::settings, 0, connection_stream}, out);
  std::uint8_t* p = out.prepare(length).data();
  for (const Setting& setting : settings) {
    store_be16(p, static_cast<std::uint16_t>(setting.id));
    store_be32(p + 2, setting.value);
    p += Setting::size;
  }
  out.commit(length);
}

}  // namespace weft::frame
