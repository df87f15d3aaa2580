#include <weft/trace/recording/read_event.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <weft/frame/reader.hpp>
#include <weft/http/text.hpp>
#include <weft/trace/recording/field_text.hpp>
#include <weft/trace/recording/frame_text.hpp>
#include <weft/trace/recording/recorded_reason.hpp>

namespace weft::trace {

using nlohmann::json;

const json& at(const json& object, const char* name) {
  const auto place = object.is_object() ? object.find(name) : object.end();
  if (!object.is_object() || place == object.end()) throw Unexpected(fmt::format("expected a member \"{}\"", name));
  return *place;
}

std::string text_at(const json& object, const char* name) {
  const json& value = at(object, name);
  if (!value.is_string()) throw Unexpected(fmt::format("expected text in \"{}\"", name));
  return value.get<std::string>();
}

std::uint64_t number_at(const json& object, const char* name) {
  const json& value = at(object, name);
  if (!value.is_number_unsigned()) throw Unexpected(fmt::format("expected a whole number in \"{}\"", name));
  return value.get<std::uint64_t>();
}

std::int64_t whole_at(const json& object, const char* name) {
  const json& value = at(object, name);
  const bool fits =
      value.is_number_integer() && (!value.is_number_unsigned() || value.get<std::uint64_t>() <= INT64_MAX);
  if (!fits) throw Unexpected(fmt::format("expected a whole number in \"{}\"", name));
  return value.get<std::int64_t>();
}

bool flag_at(const json& object, const char* name) {
  const json& value = at(object, name);
  if (!value.is_boolean()) throw Unexpected(fmt::format("expected true or false in \"{}\"", name));
  return value.get<bool>();
}

bool has_flag(const json& object, const char* name) {
  return object.contains(name) && flag_at(object, name);
}

namespace {

using frame::Type;

// The largest number that a member may be, so that it fits the value that it becomes.
template <class Number>
Number small_number_at(const json& object, const char* name) {
  const std::uint64_t number = number_at(object, name);
  constexpr std::uint64_t most = std::numeric_limits<Number>::max();
  if (number > most) throw Unexpected(fmt::format("expected at most {} in \"{}\"", most, name));
  return static_cast<Number>(number);
}

std::string octets_of(const std::string& digits, const char* name) {
  std::string out;
  if (digits.size() % 2 != 0) throw Unexpected(fmt::format("expected two hexadecimal digits an octet in \"{}\"", name));
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = http::hex_value(digits[i]);
    const int low = http::hex_value(digits[i + 1]);
    if (high < 0 || low < 0) throw Unexpected(fmt::format("expected hexadecimal digits in \"{}\"", name));
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

// The enumerator of a list that counts from 0 whose text this is.
template <class Enum>
Enum named(const std::string& text, std::size_t count, const char* name) {
  constexpr std::size_t most_shown = 8;
  std::string all;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view each = to_string(static_cast<Enum>(i));
    if (each == text) return static_cast<Enum>(i);
    all += fmt::format("{}{}", all.empty() ? "" : ", ", each);
  }
  if (count > most_shown) all = "the values that this version knows";
  throw Unexpected(fmt::format("expected one of {} in \"{}\", not \"{}\"", all, name, text));
}

constexpr std::size_t section_states = static_cast<std::size_t>(Section::State::lost) + 1;
constexpr std::size_t decode_statuses = static_cast<std::size_t>(hpack::DecodeStatus::truncated) + 1;
constexpr std::array all_faults{
#define WEFT_FAULT(token, scope, code, why) frame::Fault::token,
#include <weft/frame/faults.inc>
#undef WEFT_FAULT
};
constexpr std::size_t blames = static_cast<std::size_t>(http::Blame::peer) + 1;

// RFC 7464 knows no other numbers than JSON: milliseconds as a double have 53 bits, enough nanoseconds for a quarter of
// a year.
Duration duration_at(const json& object, const char* name) {
  const json& value = at(object, name);
  if (!value.is_number()) throw Unexpected(fmt::format("expected milliseconds in \"{}\"", name));
  // Nobody records for thirty years, and what is reckoned with such times overflows nowhere.
  constexpr double most = 1e12;
  if (!(std::abs(value.get<double>()) < most)) {
    throw Unexpected(fmt::format("expected less than {:.0f} milliseconds in \"{}\"", most, name));
  }
  return Duration(std::llround(value.get<double>() * 1e6));
}

struct EventReader {
  const json& data;
  Time time;
  Recording& into;

  std::string_view keep(std::string text) const { return into.texts.emplace_back(std::move(text)); }
  Octets keep_octets(const json& object, const char* name) const {
    return as_octets(keep(octets_of(text_at(object, name), name)));
  }

  // "name" or "name_bytes".
  std::string_view either(const json& object, const std::string& name) const {
    const std::string coded = name + "_bytes";
    if (object.contains(coded)) return as_text(keep_octets(object, coded.c_str()));
    return keep(text_at(object, name.c_str()));
  }

  Direction direction() const {
    const std::string text = text_at(data, "direction");
    if (text == "sent") return Direction::sent;
    if (text == "received") return Direction::received;
    throw Unexpected("expected sent or received in \"direction\"");
  }

  std::string_view value_of(const json& field) const {
    if (field.contains("value") || field.contains("value_bytes")) return either(field, "value");
    if (field.contains("value_length")) {
      return keep(stand_in(number_at(field, "value_length"), text_at(field, "value_hash")));
    }
    return "(never indexed, not kept)";
  }

  std::span<const Field> fields(const char* name) const {
    const json& list = at(data, name);
    return fields_of(list, name);
  }
  std::span<const Field> fields_of(const json& list, const char* name) const {
    if (!list.is_array()) throw Unexpected(fmt::format("expected a list in \"{}\"", name));
    auto& out = into.fields.emplace_back();
    for (const json& each : list) {
      const std::string_view field = either(each, "name");
      out.push_back({.name = field, .value = value_of(each), .sensitive = has_flag(each, "never_indexed")});
    }
    return out;
  }

  Type type_of(const json& section) const {
    const std::string text = text_at(section, "of");
    if (text == "headers") return Type::headers;
    if (text == "push_promise") return Type::push_promise;
    throw Unexpected("expected headers or push_promise in \"of\"");
  }

  Section section(const json& weft, frame::StreamId stream) const {
    const json& text = at(weft, "section");
    return {.of = type_of(text),
            .stream = stream,
            .promised = small_number_at<frame::StreamId>(text, "promised"),
            .end_stream = flag_at(text, "end_stream"),
            .state = named<Section::State>(text_at(text, "state"), section_states, "state"),
            .fault = named<hpack::DecodeStatus>(text_at(text, "fault"), decode_statuses, "fault"),
            .fields = fields_of(at(at(data, "frame"), "headers"), "headers"),
            .on_wire = number_at(text, "on_wire"),
            .decoded = number_at(text, "decoded")};
  }

  void add(Direction way, const What& what) const { into.entries.emplace_back(Event{time, way, what}); }

  void add_data(Direction way, const json& weft) const {
    DataSeen seen;
    seen.header = {.length = small_number_at<std::uint32_t>(data, "length"),
                   .type = Type::data,
                   .flags = small_number_at<std::uint8_t>(weft, "flags"),
                   .stream = small_number_at<frame::StreamId>(data, "stream_id")};
    seen.content = small_number_at<std::uint32_t>(weft, "content");
    if (seen.content > seen.header.length) throw Unexpected("expected no more in \"content\" than in \"length\"");
    seen.out_of_place = has_flag(weft, "out_of_place");
    add(way, seen);
  }

  void add_frame(Direction way) const {
    const json& weft = at(data, "weft");
    if (text_at(at(data, "frame"), "frame_type") == "data") return add_data(way, weft);
    Octets octets = keep_octets(weft, "frame");
    frame::Reader reader;
    reader.set_max_frame_size(frame::largest_max_frame_size);
    frame::Item item = reader.next(octets);
    auto* whole = std::get_if<frame::Frame>(&item);
    if (whole == nullptr || reader.gathered() || !octets.empty()) throw Unexpected("expected a frame in \"frame\"");
    FrameSeen seen{.frame = *whole, .out_of_place = has_flag(weft, "out_of_place")};
    if (weft.contains("section")) {
      seen.section = section(weft, small_number_at<frame::StreamId>(data, "stream_id"));
    }
    add(way, seen);
  }

  void add_faulty() const {
    const Octets header = keep_octets(data, "header");
    if (header.size() != frame::header_size) throw Unexpected("expected nine octets in \"header\"");
    const auto fault = named<frame::Fault>(text_at(data, "fault"), all_faults.size(), "fault");
    add(direction(), FaultSeen{fault, frame::Header::load(header.data())});
  }

  void add_head() const {
    add(direction(), HeadSeen{.message = number_at(data, "message"),
                              .start = either(data, "start"),
                              .fields = fields("headers"),
                              .octets = number_at(data, "octets"),
                              .has_body = flag_at(data, "has_body")});
  }

  void add_body() const {
    add(direction(), BodySeen{.message = number_at(data, "message"),
                              .octets = number_at(data, "octets"),
                              .trailers = fields("trailers")});
  }

  void add_end() const {
    add(Direction::received,
        Ended{{.scope = text_at(data, "scope") == "connection" ? http::Scope::connection : http::Scope::message,
               .blame = named<http::Blame>(text_at(data, "blame"), blames, "blame"),
               .code = small_number_at<std::uint32_t>(data, "code"),
               .reason = recorded_reason(keep(text_at(data, "reason")))}});
  }

  void add_octets() const {
    const json& raw = at(data, "raw");
    OctetsSeen seen{.time = time, .direction = direction(), .size = number_at(raw, "length")};
    if (raw.contains("data")) {
      seen.octets = keep_octets(raw, "data");
      if (seen.octets.size() != seen.size) throw Unexpected("expected as many octets in \"data\" as \"length\" says");
    } else if (into.has_values) {
      throw Unexpected("expected a member \"data\"");
    }
    into.entries.emplace_back(seen);
  }

  void add_call() const {
    const std::string name = text_at(data, "call");
    const auto verb = verb_of(name);
    if (!verb) throw Unexpected(fmt::format("expected a call of an engine in \"call\", not \"{}\"", name));
    Call call{.time = time, .verb = *verb, .message = number_at(data, "message")};
    auto& numbers = into.numbers.emplace_back();
    for (const json& each : at(data, "numbers")) {
      if (!each.is_number_unsigned()) throw Unexpected("expected whole numbers in \"numbers\"");
      numbers.push_back(each.get<std::uint64_t>());
    }
    call.numbers = numbers;
    if (data.contains("headers")) call.fields = fields("headers");
    if (data.contains("text") || data.contains("text_bytes")) call.text = either(data, "text");
    into.entries.emplace_back(call);
  }

  void add_stop() const { add(Direction::received, Stopped{keep(text_at(data, "why"))}); }

  void add_note(decltype(Note::what) what) const { into.entries.emplace_back(Note{time, what}); }

  std::optional<http::Wait> wait_at(const char* name) const {
    if (at(data, name).is_null()) return std::nullopt;
    return named<http::Wait>(text_at(data, name), http::all_waits.size(), name);
  }
  std::optional<std::int64_t> whole_or_none(const char* name) const {
    return data.contains(name) ? std::optional(whole_at(data, name)) : std::nullopt;
  }

  void add_wait() const {
    add_note(WaitChanged{.stream = number_at(data, "stream_id"),
                         .before = wait_at("old"),
                         .now = wait_at("new"),
                         .waiting = duration_at(data, "waiting"),
                         .stream_window = whole_or_none("stream_window"),
                         .connection_window = whole_or_none("connection_window")});
  }
  void add_window() const {
    add_note(WindowChanged{
        .stream = number_at(data, "stream_id"), .send = whole_at(data, "send"), .receive = whole_at(data, "receive")});
  }
  void add_pick() const {
    SchedulePick pick{.stream = number_at(data, "stream_id"), .octets = number_at(data, "octets")};
    if (data.contains("urgency")) {
      pick.priority = http::Priority{.urgency = small_number_at<std::uint8_t>(data, "urgency"),
                                     .incremental = flag_at(data, "incremental")};
    }
    if (data.contains("weight")) pick.weight = small_number_at<std::uint32_t>(data, "weight");
    add_note(pick);
  }
  void add_inserted() const {
    add_note(FieldsInserted{.direction = direction(),
                            .stream = number_at(data, "stream_id"),
                            .fields = fields("headers"),
                            .size = number_at(data, "size"),
                            .entries = number_at(data, "entries")});
  }
  void add_evicted() const {
    add_note(FieldsEvicted{.direction = direction(),
                           .stream = number_at(data, "stream_id"),
                           .count = number_at(data, "count"),
                           .size = number_at(data, "size"),
                           .entries = number_at(data, "entries")});
  }

  // All that is told of the connection itself.
  bool add_own(const std::string& name) const {
    constexpr std::array<std::pair<std::string_view, void (EventReader::*)() const>, 12> readers{
        {{"weft:octets", &EventReader::add_octets},
         {"weft:call", &EventReader::add_call},
         {"weft:faulty_frame", &EventReader::add_faulty},
         {"weft:http1_head", &EventReader::add_head},
         {"weft:http1_body", &EventReader::add_body},
         {"weft:wait_changed", &EventReader::add_wait},
         {"weft:window_changed", &EventReader::add_window},
         {"weft:schedule_pick", &EventReader::add_pick},
         {"weft:hpack_inserted", &EventReader::add_inserted},
         {"weft:hpack_evicted", &EventReader::add_evicted},
         {"weft:stopped", &EventReader::add_stop},
         {"weft:ended", &EventReader::add_end}}};
    for (const auto& [known, reader] : readers) {
      if (known == name) return (this->*reader)(), true;
    }
    return false;
  }
};

}  // namespace

void read_event(const json& record, Recording& into) {
  const std::string name = text_at(record, "name");
  const EventReader reader{at(record, "data"), Time(duration_at(record, "time")), into};
  if (reader.add_own(name)) return;
  if (name == "http2:frame_created") return reader.add_frame(Direction::sent);
  if (name == "http2:frame_parsed") return reader.add_frame(Direction::received);
  if (name == "weft:preface") return reader.add(reader.direction(), PrefaceSeen{});
  if (name == "weft:cut_off") return reader.add(reader.direction(), CutOff{});
  if (name == "weft:unreadable") reader.add(reader.direction(), Unreadable{reader.either(reader.data, "why")});
}

}  // namespace weft::trace
