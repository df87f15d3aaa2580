#include <weft/trace/recording/frame_text.hpp>

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <weft/base/printable.hpp>
#include <weft/http/text.hpp>
#include <weft/trace/recording/json_text.hpp>
#include <weft/trace/words.hpp>

namespace weft::trace {

namespace {

using frame::Frame;

// The draft's name of the frame type.
std::string type_text(frame::Type type) {
  std::string name = name_of(type);
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

// RFC 9218 4: nothing but "u=1, i".
bool is_priority(std::string_view text) {
  return text.size() <= 16 && text.find_first_not_of("u=01234567, i?") == text.npos;
}

// ,"end_stream":true: the draft has false where a flag is not told.
std::string flag_text(std::string_view name, bool is_set) {
  return is_set ? fmt::format(R"(,"{}":true)", name) : "";
}

// The members that the draft gives to a type, each behind a comma; fields come from the section.
struct Members {
  const Keeping& keeping;

  std::string operator()(const frame::Data&) const { return ""; }
  std::string operator()(const frame::Headers& headers) const {
    return flag_text("priority", headers.priority.has_value()) + flag_text("padded", headers.padding.has_value()) +
           flag_text("end_headers", headers.end_headers) + flag_text("end_stream", headers.end_stream);
  }
  // The weight as it is on the wire, one less than it means: 256 would not fit.
  std::string operator()(const frame::Priority& priority) const {
    const frame::Dependency& dependency = priority.dependency;
    return fmt::format(R"(,"exclusive":{},"stream_dependency":{},"weight":{})", dependency.exclusive, dependency.stream,
                       dependency.weight - 1);
  }
  std::string operator()(const frame::RstStream& reset) const {
    return fmt::format(R"(,"error_code":{})", static_cast<std::uint32_t>(reset.code));
  }
  std::string operator()(const frame::Settings& settings) const {
    std::string out = flag_text("ack", settings.ack) + R"(,"settings":[)";
    for (bool first = true; const frame::Setting each : settings.settings) {
      if (!std::exchange(first, false)) out += ',';
      out += setting_text(each);
    }
    return out + "]";
  }
  std::string operator()(const frame::PushPromise& promise) const {
    return fmt::format(R"({}{},"promised_stream_id":{})", flag_text("padded", promise.padding.has_value()),
                       flag_text("end_headers", promise.end_headers), promise.promised);
  }
  std::string operator()(const frame::Ping& ping) const {
    return fmt::format(R"({},"opaque_data":"{}")", flag_text("ack", ping.ack), hex(ping.opaque));
  }
  std::string operator()(const frame::Goaway& goaway) const {
    const std::string debug = keeping.values && !goaway.debug.empty()
                                  ? fmt::format(R"(,"additional_debug_data":"{}")", hex(goaway.debug))
                                  : "";
    return fmt::format(R"(,"last_stream_id":{},"error_code":{}{})", goaway.last_stream,
                       static_cast<std::uint32_t>(goaway.code), debug);
  }
  std::string operator()(const frame::WindowUpdate& update) const {
    return fmt::format(R"(,"window_size_increment":{})", update.increment);
  }
  std::string operator()(const frame::Continuation& more) const { return flag_text("end_headers", more.end_headers); }
  std::string operator()(const frame::Unknown& unknown) const {
    return fmt::format(R"(,"frame_type_bytes":{})", static_cast<unsigned>(unknown.header.type));
  }
  std::string operator()(const frame::Altsvc& altsvc) const {
    const std::string kept = keeping.values ? fmt::format(",{},{}", member("origin", altsvc.origin),
                                                          member("alt-svc-field-value", altsvc.value))
                                            : "";
    return fmt::format(R"(,"origin_len":{}{})", altsvc.origin.size(), kept);
  }
  std::string operator()(const frame::Origin& frame) const {
    std::string out = R"(,"origin_entries":[)";
    for (bool first = true; const std::string_view origin : frame.origins) {
      if (!std::exchange(first, false)) out += ',';
      const std::string kept = keeping.values ? fmt::format(",{}", member("ASCII-Origin", origin)) : "";
      out += fmt::format(R"({{"origin_len":{}{}}})", origin.size(), kept);
    }
    return out + "]";
  }
  std::string operator()(const frame::PriorityUpdate& update) const {
    const bool is_plain = keeping.values || is_priority(update.value);
    return fmt::format(R"(,"prioritized_stream_id":{},"priority_field_value":{})", update.prioritized,
                       json_string(is_plain ? printable(update.value) : stand_in(update.value, keeping)));
  }
};

// The frame without its text: field blocks are in the section, and what is not kept is gone.
struct Bare {
  const Keeping& keeping;
  // The text that stands for another one, and frames of it.
  std::string& other;
  Buffer& frames;

  void operator()(frame::Headers& each) const { each.block = {}; }
  void operator()(frame::PushPromise& each) const { each.block = {}; }
  void operator()(frame::Continuation& each) const { each.block = {}; }
  void operator()(frame::Data& each) const { each.octets = {}; }
  void operator()(frame::Goaway& each) const {
    if (!keeping.values) each.debug = {};
  }
  void operator()(frame::Altsvc& each) const {
    if (keeping.values) return;
    if (!each.origin.empty()) each.origin = other = stand_in(each.origin, keeping);
    each.value = {};
  }
  void operator()(frame::Origin& each) const {
    if (keeping.values) return;
    std::vector<std::string> texts;
    for (const std::string_view origin : each.origins) texts.push_back(stand_in(origin, keeping));
    frame::encode_origins(std::vector<std::string_view>(texts.begin(), texts.end()), frames);
    each.origins = frame::OriginsView(frames.readable().subspan(frame::header_size));
  }
  void operator()(frame::PriorityUpdate& each) const {
    if (!keeping.values && !is_priority(each.value)) each.value = {};
  }
  // The length tells what kind of frame it may be.
  void operator()(frame::Unknown& each) const {
    if (keeping.values) return;
    other.assign(each.payload.size(), '\0');
    each.payload = as_octets(other);
  }
  template <class Other>
  void operator()(Other&) const {}
};

std::string bare_octets(Frame frame, const Keeping& keeping) {
  std::string other;
  Buffer frames;
  std::visit(Bare{keeping, other, frames}, frame);
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

// The fields of a section are told by the frame that ends it; the frames before it have none.
std::string headers_text(const FrameSeen& seen, const Keeping& keeping) {
  const frame::Type type = type_of(seen.frame);
  const bool has_headers =
      type == frame::Type::headers || type == frame::Type::push_promise || type == frame::Type::continuation;
  if (seen.section) return ",\"headers\":" + fields_text(seen.section->fields, keeping);
  return has_headers ? ",\"headers\":[]" : "";
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
  const bool is_unknown = std::holds_alternative<frame::Unknown>(seen.frame);
  return fmt::format(R"({{"stream_id":{},"length":{},"frame":{{"frame_type":{}{}{}}},"weft":{{"frame":"{}"{}{}}}}})",
                     stream_of(seen.frame), length_of(seen.frame),
                     is_unknown ? R"("unknown")" : type_text(type_of(seen.frame)), headers_text(seen, keeping),
                     std::visit(Members{keeping}, seen.frame), bare_octets(seen.frame, keeping),
                     flag_text("out_of_place", seen.out_of_place), seen.section ? section_text(*seen.section) : "");
}

std::string frame_text(const DataSeen& seen) {
  return fmt::format(
      R"({{"stream_id":{},"length":{},"frame":{{"frame_type":"data"{}{},"raw":{{"payload_length":{}}}}},)"
      R"("weft":{{"flags":{},"content":{}{}}}}})",
      seen.header.stream, seen.header.length, flag_text("padded", seen.header.has(frame::flag::padded)),
      flag_text("end_stream", seen.header.has(frame::flag::end_stream)), seen.content, seen.header.flags, seen.content,
      flag_text("out_of_place", seen.out_of_place));
}

}  // namespace weft::trace
