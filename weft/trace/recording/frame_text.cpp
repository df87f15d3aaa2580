#include <weft/trace/recording/frame_text.hpp>

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <weft/http/text.hpp>
#include <weft/trace/recording/json_text.hpp>
#include <weft/trace/words.hpp>

namespace weft::trace {

namespace {

using frame::Frame;

// The draft's name of the frame type.
std::string type_text(frame::Type type) {
  std::string name = name_of(type);
  if (name.starts_with("0x")) return fmt::format(R"("unknown","frame_type_bytes":{})", static_cast<unsigned>(type));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return json_string(name);
}

std::string setting_text(frame::Setting setting) {
  const std::string_view name = [&]() -> std::string_view {
    switch (setting.id) {
      case frame::SettingId::header_table_size:
        return "settings_header_table_size";
      case frame::SettingId::enable_push:
        return "settings_enable_push";
      case frame::SettingId::max_concurrent_streams:
        return "settings_max_concurrent_streams";
      case frame::SettingId::initial_window_size:
        return "settings_initial_window_size";
      case frame::SettingId::max_frame_size:
        return "settings_max_frame_size";
      case frame::SettingId::max_header_list_size:
        return "settings_max_header_list_size";
      case frame::SettingId::enable_connect_protocol:
        return "settings_extended_connect";
      case frame::SettingId::no_rfc7540_priorities:
        return "settings_no_rfc7540_priorities";
    }
    return {};
  }();
  if (!name.empty()) return fmt::format(R"({{"name":"{}","value":{}}})", name, setting.value);
  return fmt::format(R"({{"name":"unknown","name_bytes":{},"value":{}}})", static_cast<unsigned>(setting.id),
                     setting.value);
}

// The members that the draft, or its pattern, gives to a type, each behind a comma.
struct Members {
  const Keeping& keeping;

  std::string operator()(const frame::Settings& settings) const {
    std::string out = settings.ack ? R"(,"ack":true,"settings":[)" : R"(,"settings":[)";
    for (bool first = true; const frame::Setting each : settings.settings) {
      if (!std::exchange(first, false)) out += ',';
      out += setting_text(each);
    }
    return out + "]";
  }
  std::string operator()(const frame::Goaway& goaway) const {
    const std::string debug = keeping.values && !goaway.debug.empty()
                                  ? fmt::format(R"(,"additional_debug_data":"{}")", hex(goaway.debug))
                                  : "";
    return fmt::format(R"(,"stream_id":{},"error_code":{}{})", goaway.last_stream,
                       static_cast<std::uint32_t>(goaway.code), debug);
  }
  std::string operator()(const frame::RstStream& reset) const {
    return fmt::format(R"(,"error_code":{})", static_cast<std::uint32_t>(reset.code));
  }
  std::string operator()(const frame::WindowUpdate& update) const {
    return fmt::format(R"(,"increment":{})", update.increment);
  }
  std::string operator()(const frame::Ping& ping) const {
    return fmt::format(R"(,"ack":{},"opaque":"{}")", ping.ack, hex(ping.opaque));
  }
  std::string operator()(const frame::PushPromise& promise) const {
    return fmt::format(R"(,"push_id":{})", promise.promised);
  }
  template <class Other>
  std::string operator()(const Other&) const {
    return "";
  }
};

// RFC 9218 4: nothing but "u=1, i".
bool is_priority(std::string_view text) {
  return text.size() <= 16 && text.find_first_not_of("u=01234567, i?") == text.npos;
}

// The frame without its text: field blocks are in the section, and what is not kept is gone.
struct Bare {
  const Keeping& keeping;
  std::vector<std::uint8_t>& zeros;

  void operator()(frame::Headers& each) const { each.block = {}; }
  void operator()(frame::PushPromise& each) const { each.block = {}; }
  void operator()(frame::Continuation& each) const { each.block = {}; }
  void operator()(frame::Data& each) const { each.octets = {}; }
  void operator()(frame::Goaway& each) const {
    if (!keeping.values) each.debug = {};
  }
  void operator()(frame::Altsvc& each) const {
    if (!keeping.values) each.value = {};
  }
  void operator()(frame::PriorityUpdate& each) const {
    if (!keeping.values && !is_priority(each.value)) each.value = {};
  }
  // The length tells what kind of frame it may be.
  void operator()(frame::Unknown& each) const {
    if (keeping.values) return;
    zeros.assign(each.payload.size(), 0);
    each.payload = zeros;
  }
  template <class Other>
  void operator()(Other&) const {}
};

std::string bare_octets(Frame frame, const Keeping& keeping) {
  std::vector<std::uint8_t> zeros;
  std::visit(Bare{keeping, zeros}, frame);
  Buffer out;
  frame::encode(frame, out);
  return hex(out.readable());
}

std::size_t length_of(const Frame& frame) {
  Buffer out;
  frame::encode(frame, out);
  return out.size() - frame::header_size;
}

std::string section_text(const Section& section) {
  return fmt::format(
      R"(,"section":{{"of":{},"promised":{},"end_stream":{},"state":"{}","fault":"{}","on_wire":{},"decoded":{}}})",
      type_text(section.of), section.promised, section.end_stream, to_string(section.state),
      hpack::to_string(section.fault), section.on_wire, section.decoded);
}

}  // namespace

std::string_view to_string(Section::State state) {
  switch (state) {
    case Section::State::whole:
      return "whole";
    case Section::State::cut_short:
      return "cut_short";
    case Section::State::broken:
      return "broken";
    case Section::State::lost:
      return "lost";
  }
  return {};
}

std::string frame_text(const FrameSeen& seen, const Keeping& keeping) {
  const std::string headers =
      seen.section ? ",\"headers\":" + fields_text(seen.section->fields, keeping) : std::string();
  return fmt::format(R"({{"stream_id":{},"length":{},"frame":{{"frame_type":{}{}{}}},"weft":{{"frame":"{}"{}{}}}}})",
                     stream_of(seen.frame), length_of(seen.frame), type_text(type_of(seen.frame)),
                     std::visit(Members{keeping}, seen.frame), headers, bare_octets(seen.frame, keeping),
                     seen.out_of_place ? R"(,"out_of_place":true)" : "",
                     seen.section ? section_text(*seen.section) : "");
}

std::string frame_text(const DataSeen& seen) {
  return fmt::format(R"({{"stream_id":{},"length":{},"frame":{{"frame_type":"data","raw":{{"payload_length":{}}}}},)"
                     R"("weft":{{"flags":{},"content":{}{}}}}})",
                     seen.header.stream, seen.header.length, seen.content, seen.header.flags, seen.content,
                     seen.out_of_place ? R"(,"out_of_place":true)" : "");
}

}  // namespace weft::trace
