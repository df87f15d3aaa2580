#include <weft/trace/words.hpp>

#include <array>

#include <fmt/format.h>

#include <weft/base/grouped.hpp>
#include <weft/base/printable.hpp>

namespace weft::trace {

namespace {

using frame::SettingId;

std::string words(const frame::Headers& f) {
  if (!f.priority) return {};
  const auto& [stream, weight, exclusive] = *f.priority;
  return fmt::format("depends on {}, weight {}{}", stream, weight, exclusive ? ", exclusive" : "");
}

std::string words(const frame::Priority& f) {
  return words(frame::Headers{.priority = f.dependency});
}

std::string words(const frame::RstStream& f) {
  return name_of(f.code);
}

std::string words(const frame::Settings& f) {
  if (f.ack) return "acknowledged";
  if (f.settings.empty()) return "no values";
  return f.settings.size() == 1 ? "1 value" : fmt::format("{} values", f.settings.size());
}

std::string words(const frame::PushPromise& f) {
  return fmt::format("promises {}", f.promised);
}

std::string words(const frame::Ping& f) {
  return f.ack ? "acknowledged" : "";
}

std::string words(const frame::Goaway& f) {
  const std::string debug = f.debug.empty() ? "" : fmt::format(", \"{}\"", printable(as_text(f.debug)));
  // RFC 9113 6.8: "A server that is attempting to gracefully shut down a connection SHOULD send an initial GOAWAY frame
  // with the last stream identifier set to 2^31-1 and a NO_ERROR code."
  const bool is_initial = f.last_stream == frame::max_stream_id && f.code == frame::ErrorCode::no_error;
  const std::string last =
      is_initial ? "will end, last stream not yet known" : fmt::format("last stream {}", f.last_stream);
  return fmt::format("{}, {}{}", last, name_of(f.code), debug);
}

std::string words(const frame::WindowUpdate& f) {
  return fmt::format("+{} B for the {}", grouped(f.increment), f.stream == 0 ? "connection" : "stream");
}

std::string words(const frame::PriorityUpdate& f) {
  return fmt::format("stream {}: {}", f.prioritized, printable(f.value));
}

std::string words(const frame::Altsvc& f) {
  return fmt::format("{}{}{}", printable(f.origin), f.origin.empty() ? "" : ": ", printable(f.value));
}

std::string words(const frame::Origin& f) {
  std::string out;
  for (const std::string_view origin : f.origins) {
    if (!out.empty()) out += ", ";
    out += printable(origin);
  }
  return out;
}

std::string words(const frame::Unknown& f) {
  return fmt::format("{} B of an unknown type", grouped(f.payload.size()));
}

std::string words(const frame::Continuation&) {
  return {};
}

std::string words(const frame::Data&) {
  return {};
}

std::string_view meaning_of(frame::Setting setting) {
  const bool is_on = setting.value != 0;
  switch (setting.id) {
    case SettingId::header_table_size:
      return "octets of fields that HPACK may remember";
    case SettingId::enable_push:
      return is_on ? "pushes are welcome" : "no pushes";
    case SettingId::max_concurrent_streams:
      return "streams at a time";
    case SettingId::initial_window_size:
      return "octets that a new stream may send";
    case SettingId::max_frame_size:
      return "octets in a frame";
    case SettingId::max_header_list_size:
      return "octets of fields in a message";
    case SettingId::enable_connect_protocol:
      return is_on ? "CONNECT may name a protocol" : "CONNECT names no protocol";
    case SettingId::no_rfc7540_priorities:
      return is_on ? "no tree of priorities" : "the tree of priorities may be used";
  }
  return "unknown";
}

}  // namespace

std::string name_of(frame::Type type) {
  using enum frame::Type;
  switch (type) {
    case data:
      return "DATA";
    case headers:
      return "HEADERS";
    case priority:
      return "PRIORITY";
    case rst_stream:
      return "RST_STREAM";
    case settings:
      return "SETTINGS";
    case push_promise:
      return "PUSH_PROMISE";
    case ping:
      return "PING";
    case goaway:
      return "GOAWAY";
    case window_update:
      return "WINDOW_UPDATE";
    case continuation:
      return "CONTINUATION";
    case altsvc:
      return "ALTSVC";
    case origin:
      return "ORIGIN";
    case priority_update:
      return "PRIORITY_UPDATE";
  }
  return fmt::format("0x{:02x}", static_cast<std::uint8_t>(type));
}

std::vector<std::string> flags_of(const frame::Header& header) {
  struct Known {
    std::uint8_t bit;
    std::string_view name;
    bool is_there;
  };
  using enum frame::Type;
  const bool is_block = header.type == headers || header.type == push_promise;
  const bool is_section = is_block || header.type == continuation;
  const bool is_asking = header.type == settings || header.type == ping;
  const std::array<Known, 5> all{
      {{frame::flag::end_stream, "END_STREAM", header.type == data || header.type == headers},
       {frame::flag::ack, "ACK", is_asking},
       {frame::flag::end_headers, "END_HEADERS", is_section},
       {frame::flag::padded, "PADDED", header.type == data || is_block},
       {frame::flag::priority, "PRIORITY", header.type == headers}}};
  std::vector<std::string> names;
  std::uint8_t rest = header.flags;
  for (const auto& [bit, name, is_there] : all) {
    if (!is_there || !header.has(bit)) continue;
    names.emplace_back(name);
    rest = static_cast<std::uint8_t>(rest & ~bit);
  }
  if (rest != 0) names.push_back(fmt::format("0x{:02x}", rest));
  return names;
}

std::string name_of(frame::ErrorCode code) {
  const auto known = frame::to_string(code);
  return known.empty() ? fmt::format("0x{:08x}", static_cast<std::uint32_t>(code)) : std::string(known);
}

frame::Type type_of(const frame::Frame& frame) {
  return std::visit(
      [](const auto& f) {
        if constexpr (requires { f.header; }) {
          return f.header.type;
        } else {
          return f.type;
        }
      },
      frame);
}

frame::StreamId stream_of(const frame::Frame& frame) {
  return std::visit(
      [](const auto& f) -> frame::StreamId {
        if constexpr (requires { f.header; }) return f.header.stream;
        if constexpr (requires { f.stream; }) return f.stream;
        return frame::connection_stream;
      },
      frame);
}

std::string words_of(const frame::Frame& frame) {
  return std::visit([](const auto& f) { return words(f); }, frame);
}

std::string words_of(frame::Setting setting) {
  const auto known = frame::to_string(setting.id);
  const std::string name =
      known.empty() ? fmt::format("0x{:04x}", static_cast<std::uint16_t>(setting.id)) : std::string(known);
  return fmt::format("{} {}: {}", name, grouped(setting.value), meaning_of(setting));
}

}  // namespace weft::trace
