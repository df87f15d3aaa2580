#include <cli/inspect/recording/show.hpp>

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <cli/inspect/recording/note_line.hpp>
#include <weft/http/text.hpp>
#include <weft/trace/format.hpp>
#include <weft/trace/words.hpp>

namespace weft::cli::inspect {

namespace {

constexpr auto types = std::to_array<std::string_view>(
    {"DATA",     "HEADERS",       "PRIORITY",     "RST_STREAM",  "SETTINGS",    "PUSH_PROMISE",    "PING",
     "GOAWAY",   "WINDOW_UPDATE", "CONTINUATION", "ALTSVC",      "ORIGIN",      "PRIORITY_UPDATE", "request",
     "response", "body",          note_names[0],  note_names[1], note_names[2], note_names[3]});

// The stream or message that an event is about, and what it is called in a line; no stream where it is about neither.
struct Subject {
  std::optional<std::uint64_t> stream = {};
  std::optional<std::uint64_t> other = {};
  std::string name = {};
};

struct SubjectOf {
  bool is_request;

  Subject operator()(const trace::FrameSeen& seen) const {
    Subject subject{.stream = trace::stream_of(seen.frame), .name = trace::name_of(trace::type_of(seen.frame))};
    if (const auto* promise = std::get_if<frame::PushPromise>(&seen.frame)) subject.other = promise->promised;
    if (const auto* update = std::get_if<frame::PriorityUpdate>(&seen.frame)) subject.other = update->prioritized;
    return subject;
  }
  Subject operator()(const trace::DataSeen& data) const { return {.stream = data.header.stream, .name = "DATA"}; }
  Subject operator()(const trace::FaultSeen& seen) const {
    return {.stream = seen.header.stream, .name = trace::name_of(seen.header.type)};
  }
  Subject operator()(const trace::HeadSeen& head) const {
    return {.stream = head.message, .name = is_request ? "request" : "response"};
  }
  Subject operator()(const trace::BodySeen& body) const { return {.stream = body.message, .name = "body"}; }
  template <class Other>
  Subject operator()(const Other&) const {
    return {};
  }
};

bool is_wanted(std::string_view name, const RecordingOptions& options) {
  return options.frames.empty() || std::any_of(options.frames.begin(), options.frames.end(), [&](const auto& each) {
           return http::equals_ignoring_case(each, name);
         });
}

bool is_wanted(std::uint64_t stream, const RecordingOptions& options) {
  return options.streams.empty() ||
         std::find(options.streams.begin(), options.streams.end(), stream) != options.streams.end();
}

// The end of the connection is the end of each stream.
bool is_wanted(const trace::Event& event, http::Role role, const RecordingOptions& options) {
  if (std::holds_alternative<trace::Ended>(event.what)) return true;
  if (std::holds_alternative<trace::Stopped>(event.what)) return true;
  const bool is_request = (role == http::Role::client) == (event.direction == trace::Direction::sent);
  const Subject subject = std::visit(SubjectOf{is_request}, event.what);
  const auto is_one = [&](const std::optional<std::uint64_t>& stream) { return stream && is_wanted(*stream, options); };
  const bool has_stream = options.streams.empty() || is_one(subject.stream) || is_one(subject.other);
  return has_stream && is_wanted(subject.name, options);
}

}  // namespace

std::string opening_of(const trace::Recording& recording) {
  const bool is_server = recording.role == http::Role::server;
  return fmt::format("{}   {} {}   {} {}   {}   {}{}", http::to_string(recording.version),
                     is_server ? "server" : "client", recording.local, is_server ? "client" : "server", recording.peer,
                     recording.secure ? "TLS" : "cleartext", recording.wall_time,
                     recording.has_values ? "" : "   without values");
}

std::string shown(const trace::Recording& recording, const RecordingOptions& options) {
  // A value that was not kept needs no hiding.
  const trace::Format format(recording.role, Time(),
                             {.detail = options.detail, .secrets = options.values || !recording.has_values});
  std::string out = fmt::format("{:>8.1f} ms  ·  {}\n", 0.0, opening_of(recording));
  for (const auto& entry : recording.entries) {
    const auto* event = std::get_if<trace::Event>(&entry);
    if (event != nullptr && is_wanted(*event, recording.role, options)) out += format.lines(*event);
    const auto* note = std::get_if<trace::Note>(&entry);
    if (note != nullptr && is_wanted(stream_of(*note), options) && is_wanted(name_of(*note), options)) {
      out += note_line(*note);
    }
  }
  return out;
}

std::string fault_of_frame_name(const std::string& name) {
  const bool is_known = std::any_of(types.begin(), types.end(),
                                    [&](std::string_view each) { return http::equals_ignoring_case(each, name); });
  return is_known ? "" : fmt::format("{}: expected some of {}", name, fmt::join(types, ", "));
}

}  // namespace weft::cli::inspect
