#include <weft/trace/recording/recorder.hpp>

#include <utility>

#include <fmt/format.h>
#include <weft/trace/recording/frame_text.hpp>
#include <weft/trace/recording/json_text.hpp>
#include <weft/trace/recording/start_text.hpp>
#include <weft/trace/words.hpp>

namespace weft::trace {

namespace {

// RFC 7464 2.2: each text begins with RS and ends with a line feed.
std::string record(std::string_view json) {
  return fmt::format("\x1e{}\n", json);
}

std::string_view name_of(Direction direction) {
  return direction == Direction::sent ? "sent" : "received";
}

std::string name_or_null(const std::optional<http::Wait>& wait) {
  return wait ? fmt::format("\"{}\"", to_string(*wait)) : "null";
}

// ,"name":7; nothing without a number.
std::string number(std::string_view name, const std::optional<std::int64_t>& value) {
  return value ? fmt::format(",\"{}\":{}", name, *value) : std::string();
}

// The name of the event, and its data.
struct NoteText {
  using Named = std::pair<std::string_view, std::string>;

  const Keeping& keeping;

  Named operator()(const WaitChanged& note) const {
    return {"weft:wait_changed", fmt::format(R"({{"stream_id":{},"old":{},"new":{},"waiting":{}{}{}}})", note.stream,
                                             name_or_null(note.before), name_or_null(note.now),
                                             milliseconds(note.waiting), number("stream_window", note.stream_window),
                                             number("connection_window", note.connection_window))};
  }
  Named operator()(const WindowChanged& note) const {
    return {"weft:window_changed",
            fmt::format(R"({{"stream_id":{},"send":{},"receive":{}}})", note.stream, note.send, note.receive)};
  }
  Named operator()(const SchedulePick& note) const {
    std::string order;
    if (note.priority) {
      order = fmt::format(R"(,"urgency":{},"incremental":{})", note.priority->urgency, note.priority->incremental);
    }
    if (note.weight) order = fmt::format(R"(,"weight":{})", *note.weight);
    return {"weft:schedule_pick", fmt::format(R"({{"stream_id":{},"octets":{}{}}})", note.stream, note.octets, order)};
  }
  Named operator()(const FieldsInserted& note) const {
    return {
        "weft:hpack_inserted",
        fmt::format(R"({{"direction":"{}","stream_id":{},"headers":{},"size":{},"entries":{}}})",
                    name_of(note.direction), note.stream, fields_text(note.fields, keeping), note.size, note.entries)};
  }
  Named operator()(const FieldsEvicted& note) const {
    return {"weft:hpack_evicted",
            fmt::format(R"({{"direction":"{}","stream_id":{},"count":{},"size":{},"entries":{}}})",
                        name_of(note.direction), note.stream, note.count, note.size, note.entries)};
  }
};

std::string_view name_of(http::Scope scope) {
  return scope == http::Scope::connection ? "connection" : "message";
}

}  // namespace

struct Recorder::Visit {
  Recorder& recorder;
  const Event& event;

  void operator()(const PrefaceSeen&) const { write("weft:preface", with_direction("")); }
  void operator()(const FrameSeen& seen) const { write(frame_name(), frame_text(seen, keeping())); }
  void operator()(const DataSeen& seen) const { write(frame_name(), frame_text(seen)); }
  void operator()(const FaultSeen& seen) const {
    std::array<std::uint8_t, frame::header_size> octets{};
    frame::Header header = seen.header;
    // A frame of no known type may be text that stands where a frame should begin.
    const bool is_text = !keeping().values && name_of(header.type).starts_with("0x");
    if (is_text) header = {.length = header.length, .type = header.type, .flags = 0, .stream = 0};
    header.store(octets.data());
    write("weft:faulty_frame",
          with_direction(fmt::format(R"(,"fault":"{}","header":"{}")", frame::to_string(seen.fault), hex(octets))));
  }
  void operator()(const HeadSeen& head) const {
    write("weft:http1_head",
          with_direction(fmt::format(R"(,"message":{},{},"headers":{},"octets":{},"has_body":{})", head.message,
                                     member("start", start_text(head.start, keeping())),
                                     fields_text(head.fields, keeping()), head.octets, head.has_body)));
  }
  void operator()(const BodySeen& body) const {
    write("weft:http1_body", with_direction(fmt::format(R"(,"message":{},"octets":{},"trailers":{})", body.message,
                                                        body.octets, fields_text(body.trailers, keeping()))));
  }
  void operator()(const Unreadable& seen) const {
    write("weft:unreadable", with_direction(fmt::format(",{}", member("why", seen.why))));
  }
  void operator()(const CutOff&) const { write("weft:cut_off", with_direction("")); }
  void operator()(const Stopped& stopped) const {
    write("weft:stopped", fmt::format(R"({{"why":"{}"}})", stopped.why));
  }
  void operator()(const Ended& ended) const {
    write("weft:ended",
          fmt::format(R"({{"scope":"{}","blame":"{}","code":{},"reason":"{}"}})", name_of(ended.close.scope),
                      to_string(ended.close.blame), ended.close.code, ended.close.reason.text()));
  }

 private:
  const Keeping& keeping() const { return recorder.connection_.keeping; }
  std::string_view frame_name() const {
    return event.direction == Direction::sent ? "http2:frame_created" : "http2:frame_parsed";
  }
  std::string with_direction(std::string_view more) const {
    return fmt::format(R"({{"direction":"{}"{}}})", name_of(event.direction), more);
  }
  void write(std::string_view name, std::string_view data) const { recorder.write(event.time, name, data); }
};

Recorder::Recorder(RecordedConnection connection, Sink sink)
    : connection_(std::move(connection)), sink_(std::move(sink)) {}

void Recorder::begin(Time now) {
  began_ = now;
  const std::string_view role = connection_.role == http::Role::client ? "client" : "server";
  sink_(record(fmt::format(
      R"({{"file_schema":"urn:ietf:params:qlog:file:sequential","serialization_format":"application/qlog+json-seq",)"
      R"("title":"weft","trace":{{"vantage_point":{{"type":"{}"}},"common_fields":{{"reference_time":)"
      R"({{"clock_type":"monotonic","epoch":"unknown","wall_clock_time":{}}},"time_format":"relative_to_epoch"}},)"
      R"("event_schemas":["urn:ietf:params:qlog:events:http2-00","urn:weft:qlog:events:1"]}}}})",
      role, json_string(connection_.wall_time))));
  write(now, "weft:opened",
        fmt::format(R"({{"role":"{}","version":"{}",{},{},"secure":{},"values":{}}})", role,
                    http::to_string(connection_.version), member("local", connection_.local),
                    member("peer", connection_.peer), connection_.secure, connection_.keeping.values));
}

void Recorder::write(Time time, std::string_view name, std::string_view data) {
  if (!began_) begin(time);
  sink_(record(fmt::format(R"({{"time":{},"name":"{}","data":{}}})", milliseconds(time - *began_), name, data)));
}

void Recorder::on_event(const Event& event) {
  std::visit(Visit{*this, event}, event.what);
}

void Recorder::on_octets(Direction direction, Octets octets, Time now) {
  const std::string data = connection_.keeping.values ? fmt::format(R"(,"data":"{}")", hex(octets)) : std::string();
  write(now, "weft:octets",
        fmt::format(R"({{"direction":"{}","raw":{{"length":{}{}}}}})", name_of(direction), octets.size(), data));
}

void Recorder::on_note(const Note& note) {
  const auto [name, data] = std::visit(NoteText{connection_.keeping}, note.what);
  write(note.time, name, data);
}

void Recorder::on_call(const Call& call) {
  if (!began_) begin(call.time);
  if (!connection_.keeping.values) return;
  std::string more;
  for (const std::uint64_t number : call.numbers) more += fmt::format("{}{}", more.empty() ? "" : ",", number);
  std::string data =
      fmt::format(R"({{"call":"{}","message":{},"numbers":[{}])", to_string(call.verb), call.message, more);
  if (!call.fields.empty()) data += ",\"headers\":" + fields_text(call.fields, connection_.keeping);
  if (!call.text.empty()) data += fmt::format(",{}", member("text", call.text));
  write(call.time, "weft:call", data + "}");
}

}  // namespace weft::trace
