#include <cli/inspect/recording/wanted.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <cli/inspect/recording/note_line.hpp>
#include <weft/http/text.hpp>
#include <weft/trace/words.hpp>

namespace weft::cli::inspect {

namespace {

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
  Subject operator()(const trace::DataSeen& data) const {
    return {.stream = data.header.stream, .name = trace::name_of(frame::Type::data)};
  }
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

// "0xf0"; nothing for another text.
std::optional<frame::Type> number_of(std::string_view text) {
  if (text.size() != 4 || !http::equals_ignoring_case(text.substr(0, 2), "0x")) return std::nullopt;
  const int high = http::hex_value(text[2]);
  const int low = http::hex_value(text[3]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<frame::Type>(high * 16 + low);
}

// All that has a name.
std::vector<std::string> all_names() {
  std::vector<std::string> names;
  for (unsigned type = 0; type < 256; ++type) {
    std::string name = trace::name_of(static_cast<frame::Type>(type));
    if (!number_of(name)) names.push_back(std::move(name));
  }
  for (const std::string_view message : {"request", "response", "body"}) names.emplace_back(message);
  names.insert(names.end(), note_names.begin(), note_names.end());
  return names;
}

}  // namespace

Wanted::Wanted(const RecordingOptions& options, http::Role role) : streams_(options.streams), role_(role) {
  for (const std::string& each : options.frames) {
    const auto type = number_of(each);
    names_.push_back(type ? trace::name_of(*type) : each);
  }
}

bool Wanted::has_name(std::string_view name) const {
  return names_.empty() || std::any_of(names_.begin(), names_.end(),
                                       [&](const auto& each) { return http::equals_ignoring_case(each, name); });
}

bool Wanted::has_stream(std::uint64_t stream) const {
  return streams_.empty() || std::find(streams_.begin(), streams_.end(), stream) != streams_.end();
}

bool Wanted::has(const trace::Event& event) const {
  if (std::holds_alternative<trace::Ended>(event.what)) return true;
  if (std::holds_alternative<trace::Stopped>(event.what)) return true;
  const bool is_request = (role_ == http::Role::client) == (event.direction == trace::Direction::sent);
  const Subject subject = std::visit(SubjectOf{is_request}, event.what);
  const auto is_one = [&](const std::optional<std::uint64_t>& stream) { return stream && has_stream(*stream); };
  return (streams_.empty() || is_one(subject.stream) || is_one(subject.other)) && has_name(subject.name);
}

bool Wanted::has(const trace::Note& note) const {
  return has_stream(stream_of(note)) && has_name(name_of(note));
}

std::string fault_of_frame_name(const std::string& name) {
  const std::vector<std::string> all = all_names();
  const bool is_known = number_of(name) || std::any_of(all.begin(), all.end(), [&](std::string_view each) {
                          return http::equals_ignoring_case(each, name);
                        });
  return is_known ? "" : fmt::format("{}: expected some of {}, or a number as 0xf0", name, fmt::join(all, ", "));
}

}  // namespace weft::cli::inspect
