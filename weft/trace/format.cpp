#include <weft/trace/format.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include <weft/base/grouped.hpp>
#include <weft/base/printable.hpp>
#include <weft/http/text.hpp>
#include <weft/trace/words.hpp>

namespace weft::trace {

namespace {

// Below the name of the frame.
constexpr std::string_view indent = "                 ";

std::string_view find(std::span<const Field> fields, std::string_view name) {
  const auto place = std::find_if(fields.begin(), fields.end(), [&](const Field& each) { return each.name == name; });
  return place == fields.end() ? std::string_view() : place->value;
}

bool is_secret(std::string_view name) {
  constexpr std::array<std::string_view, 4> secret{"authorization", "proxy-authorization", "cookie", "set-cookie"};
  return std::any_of(secret.begin(), secret.end(),
                     [&](std::string_view each) { return http::equals_ignoring_case(each, name); });
}

std::string octets(std::uint64_t number) {
  return grouped(number) + " B";
}

// The parts of a line that are not empty, with some space between.
void append(std::string& words, std::string_view more) {
  if (!words.empty() && !more.empty()) words += "   ";
  words += more;
}

// "GET https://localhost:8443/", as far as the fields say it.
std::string request_line(std::span<const Field> fields) {
  const std::string_view scheme = find(fields, ":scheme");
  return printable(fmt::format("{} {}{}{}{}", find(fields, ":method"), scheme, scheme.empty() ? "" : "://",
                               find(fields, ":authority"), find(fields, ":path")));
}

}  // namespace

std::string note_line(Duration since, std::string_view words) {
  const std::chrono::duration<double, std::milli> time = since;
  return fmt::format("{:>8.1f} ms  ·  {}\n", time.count(), words);
}

std::string shown(const Field& field, bool secrets) {
  const std::string name = printable(field.name);
  if (!secrets && is_secret(field.name)) return fmt::format("{}: ({} B, not shown)", name, grouped(field.value.size()));
  return fmt::format("{}: {}", name, printable(field.value));
}

// The columns of the first line, and the lines below it.
struct Format::Text {
  std::string name;
  std::string place = {};
  std::string words = {};
  std::string below = {};
};

std::string Format::message_of(Direction direction) const {
  return (role_ == http::Role::client) == (direction == Direction::sent) ? "request" : "response";
}

std::string Format::fields(std::span<const Field> fields) const {
  std::string out;
  for (const Field& field : fields) out += fmt::format("{}{}\n", indent, shown(field, options_.secrets));
  return out;
}

struct Format::Visit {
  const Format& format;
  Direction direction;

  Text operator()(const PrefaceSeen&) const {
    Text text = sentence("preface");
    text.words = "HTTP/2";
    return text;
  }

  Text operator()(const FrameSeen& seen) const {
    Text text{.name = name_of(type_of(seen.frame)), .place = std::to_string(stream_of(seen.frame))};
    if (seen.section) {
      add_section(text, *seen.section);
    } else {
      append(text.words, words_of(seen.frame));
    }
    if (is_cut(seen)) append(text.words, "more follows");
    if (seen.out_of_place) append(text.words, "out of place");
    if (format.options_.detail) add_detail(text, seen.frame);
    return text;
  }

  Text operator()(const DataSeen& data) const {
    Text text{.name = "DATA", .place = std::to_string(data.header.stream)};
    if (data.header.has(frame::flag::end_stream)) append(text.words, end());
    append(text.words, octets(data.content));
    if (data.out_of_place) append(text.words, "out of place");
    if (format.options_.detail && data.header.length != data.content) {
      append(text.words, fmt::format("and {} of padding", octets(data.header.length - data.content)));
    }
    return text;
  }

  Text operator()(const FaultSeen& seen) const {
    return {.name = name_of(seen.header.type),
            .place = std::to_string(seen.header.stream),
            .words = fmt::format("wrong: {}", frame::to_string(seen.fault))};
  }

  Text operator()(const HeadSeen& head) const {
    const bool is_request = format.message_of(direction) == "request";
    Text text{.name = format.message_of(direction), .place = std::to_string(head.message)};
    if (!is_request) append(text.words, printable(head.start));
    if (!head.has_body) append(text.words, end());
    append(text.words, octets(head.octets));
    if (is_request) text.below = fmt::format("{}{}\n", indent, printable(head.start));
    if (format.options_.detail) text.below += format.fields(head.fields);
    return text;
  }

  Text operator()(const BodySeen& body) const {
    Text text{.name = "body", .place = std::to_string(body.message), .words = end()};
    append(text.words, octets(body.octets));
    if (format.options_.detail) text.below = format.fields(body.trailers);
    return text;
  }

  // A recording has these from its file, and anybody may have written that.
  Text operator()(const Unreadable& seen) const { return sentence(fmt::format("unreadable: {}", printable(seen.why))); }
  Text operator()(const CutOff&) const { return sentence("cut off inside a message"); }
  Text operator()(const Stopped& stopped) const {
    return sentence(fmt::format("the recording ends by its {}", printable(stopped.why)));
  }
  Text operator()(const Ended& ended) const {
    return sentence(fmt::format("end: {}", printable(ended.close.reason.text())));
  }

 private:
  // A sentence about the whole connection.
  Text sentence(const std::string& words) const {
    const std::string& connection = format.options_.connection;
    return {.name = connection + (connection.empty() ? "" : " ") + words};
  }
  std::string end() const { return "end of " + format.message_of(direction); }

  static bool is_cut(const FrameSeen& seen) {
    const frame::Type type = type_of(seen.frame);
    const bool carries =
        type == frame::Type::headers || type == frame::Type::push_promise || type == frame::Type::continuation;
    return carries && !seen.section && !seen.out_of_place;
  }

  void add_section(Text& text, const Section& section) const {
    const std::string_view status = find(section.fields, ":status");
    const bool is_request = !find(section.fields, ":method").empty();
    if (section.of == frame::Type::push_promise) append(text.words, fmt::format("promises {}", section.promised));
    append(text.words, printable(status));
    if (!is_request && status.empty() && !section.fields.empty()) append(text.words, "trailers");
    if (section.end_stream) append(text.words, end());
    append(text.words, sizes(section));
    if (format.options_.detail) {
      text.below = format.fields(section.fields);
    } else if (is_request) {
      text.below = fmt::format("{}{}\n", indent, request_line(section.fields));
    }
  }

  static std::string sizes(const Section& section) {
    switch (section.state) {
      case Section::State::whole:
        return fmt::format("{} → {}", octets(section.decoded), octets(section.on_wire));
      case Section::State::cut_short:
        return fmt::format("{} → {}, of which only the first fields are kept", octets(section.decoded),
                           octets(section.on_wire));
      case Section::State::broken:
        return fmt::format("{} that cannot be decoded: {}", octets(section.on_wire), hpack::to_string(section.fault));
      case Section::State::lost:
        return fmt::format("{} that cannot be decoded: an earlier block is missing", octets(section.on_wire));
    }
    return {};
  }

  static void add_detail(Text& text, const frame::Frame& frame) {
    if (const auto* settings = std::get_if<frame::Settings>(&frame)) {
      for (const frame::Setting each : settings->settings) text.below += fmt::format("{}{}\n", indent, words_of(each));
    }
    if (const auto* ping = std::get_if<frame::Ping>(&frame)) {
      std::string digits;
      for (const std::uint8_t octet : ping->opaque) digits += fmt::format("{:02x}", octet);
      append(text.words, digits);
    }
    if (const auto* headers = std::get_if<frame::Headers>(&frame)) {
      append(text.words, words_of(frame));
      if (headers->padding) append(text.words, fmt::format("{} of padding", octets(*headers->padding + 1u)));
    }
  }
};

std::string Format::lines(const Event& event) const {
  const Text text = std::visit(Visit{*this, event.direction}, event.what);
  const std::chrono::duration<double, std::milli> time = event.time - began_;
  const bool is_end = std::holds_alternative<Ended>(event.what) || std::holds_alternative<Stopped>(event.what);
  const std::string_view arrow = is_end ? "·" : event.direction == Direction::sent ? "→" : "←";
  const std::string place = text.place.empty() ? "" : options_.connection + text.place;
  std::string line = fmt::format("{:>8.1f} ms  {}  {:<13} {:<5} {}", time.count(), arrow, text.name, place, text.words);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n' + text.below;
}

}  // namespace weft::trace
