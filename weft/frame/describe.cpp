#include <fmt/format.h>

#include <weft/frame/frame.hpp>

namespace weft::frame {

namespace {

// The peer's text on one line, without octets that would move a terminal's cursor.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c >= ' ' && c <= '~') {
      out += c;
    } else {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
  }
  return out + '"';
}

std::string name(ErrorCode code) {
  const auto known = to_string(code);
  return known.empty() ? fmt::format("0x{:08x}", static_cast<std::uint32_t>(code)) : std::string(known);
}

std::string flags(bool end_stream, bool end_headers) {
  if (end_stream && end_headers) return " END_STREAM|END_HEADERS";
  if (end_stream) return " END_STREAM";
  return end_headers ? " END_HEADERS" : "";
}

std::string padded(PadLength padding) {
  return padding ? fmt::format(" padding={}", *padding) : "";
}

std::string dependency(const Dependency& d) {
  return fmt::format(" depends_on={}{} weight={}", d.stream, d.exclusive ? " exclusive" : "", d.weight);
}

std::string line(const Data& f) {
  return fmt::format("DATA stream={}{} data={}{}", f.stream, flags(f.end_stream, false), f.octets.size(),
                     padded(f.padding));
}

std::string line(const Headers& f) {
  return fmt::format("HEADERS stream={}{}{} block={}{}", f.stream, flags(f.end_stream, f.end_headers),
                     f.priority ? dependency(*f.priority) : "", f.block.size(), padded(f.padding));
}

std::string line(const Priority& f) {
  return fmt::format("PRIORITY stream={}{}", f.stream, dependency(f.dependency));
}

std::string line(const RstStream& f) {
  return fmt::format("RST_STREAM stream={} {}", f.stream, name(f.code));
}

std::string line(const Settings& f) {
  std::string out = f.ack ? "SETTINGS ACK" : "SETTINGS";
  for (const Setting setting : f.settings) {
    const auto known = to_string(setting.id);
    out += known.empty() ? fmt::format(" 0x{:04x}", static_cast<std::uint16_t>(setting.id)) : fmt::format(" {}", known);
    out += fmt::format("={}", setting.value);
  }
  return out;
}

std::string line(const PushPromise& f) {
  return fmt::format("PUSH_PROMISE stream={} promised={}{} block={}{}", f.stream, f.promised,
                     flags(false, f.end_headers), f.block.size(), padded(f.padding));
}

std::string line(const Ping& f) {
  std::string out = f.ack ? "PING ACK " : "PING ";
  for (const std::uint8_t octet : f.opaque) out += fmt::format("{:02x}", octet);
  return out;
}

std::string line(const Goaway& f) {
  return fmt::format("GOAWAY last_stream={} {}{}", f.last_stream, name(f.code),
                     f.debug.empty() ? "" : " debug=" + quoted(as_text(f.debug)));
}

std::string line(const WindowUpdate& f) {
  return fmt::format("WINDOW_UPDATE stream={} increment={}", f.stream, f.increment);
}

std::string line(const Continuation& f) {
  return fmt::format("CONTINUATION stream={}{} block={}", f.stream, flags(false, f.end_headers), f.block.size());
}

std::string line(const PriorityUpdate& f) {
  return fmt::format("PRIORITY_UPDATE prioritized={} {}", f.prioritized, quoted(f.value));
}

std::string line(const Altsvc& f) {
  return fmt::format("ALTSVC stream={} origin={} {}", f.stream, quoted(f.origin), quoted(f.value));
}

std::string line(const Origin& f) {
  std::string out = "ORIGIN";
  for (const std::string_view origin : f.origins) out += ' ' + quoted(origin);
  return out;
}

std::string line(const Unknown& f) {
  return fmt::format("UNKNOWN type=0x{:02x} flags=0x{:02x} stream={} payload={}",
                     static_cast<std::uint8_t>(f.header.type), f.header.flags, f.header.stream, f.payload.size());
}

}  // namespace

std::string describe(const Frame& frame) {
  return std::visit([](const auto& f) { return line(f); }, frame);
}

}  // namespace weft::frame
