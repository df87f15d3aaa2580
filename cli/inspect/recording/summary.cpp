#include <cli/inspect/recording/summary.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <cli/get/windows.hpp>
#include <cli/inspect/recording/add_time.hpp>
#include <cli/inspect/recording/note_sums.hpp>
#include <cli/inspect/recording/show.hpp>
#include <cli/inspect/recording/wanted.hpp>
#include <weft/base/grouped.hpp>
#include <weft/base/printable.hpp>
#include <weft/trace/words.hpp>

namespace weft::cli::inspect {

namespace {

using trace::Direction;
using trace::Event;

// A message of HTTP/2 or HTTP/1.1.
struct Message {
  std::string request;
  std::string status;
  std::optional<Time> begun;
  std::optional<Time> asked;     // the end of the request
  std::optional<Time> answered;  // the head of the final response
  std::optional<Time> ended;
  std::string end;
  std::uint64_t request_octets = 0;
  std::uint64_t response_octets = 0;
};

struct Way {
  std::uint64_t octets = 0;
  std::map<std::string, std::uint64_t> frames;
  std::uint64_t decoded = 0;
  std::uint64_t on_wire = 0;
};

std::string milliseconds(Duration time) {
  return fmt::format("{:.1f} ms", std::chrono::duration<double, std::milli>(time).count());
}

// RFC 9113 8.1: "A server can send a complete response prior to the client sending an entire request".
std::string since(const std::optional<Time>& from, const std::optional<Time>& to) {
  if (!from || !to) return "-";
  return *to < *from ? "early" : milliseconds(*to - *from);
}

std::string_view find(std::span<const Field> fields, std::string_view name) {
  const auto place = std::find_if(fields.begin(), fields.end(), [&](const Field& each) { return each.name == name; });
  return place == fields.end() ? std::string_view() : place->value;
}

class Sums {
 public:
  Sums(const trace::Recording& recording, const RecordingOptions& options)
      : recording_(recording), wanted_(options, recording.role) {
    for (const auto& entry : recording.entries) {
      // The times of a recording that was made by hand may go back, and no time lasts less than nothing.
      last_ = std::max(last_, trace::time_of(entry));
      if (const auto* seen = std::get_if<trace::OctetsSeen>(&entry)) way(seen->direction).octets += seen->size;
      if (const auto* event = std::get_if<Event>(&entry)) take({last_, event->direction, event->what});
      if (const auto* note = std::get_if<trace::Note>(&entry); note != nullptr && wanted_.has(*note))
        notes_.take(*note);
    }
    std::erase_if(messages_, [this](const auto& each) { return !wanted_.has_stream(each.first); });
  }

  std::string text() const {
    std::string out = fmt::format("{}\n{} messages in {}; {}\n\n", opening_of(recording_), messages_.size(),
                                  milliseconds(last_ - Time()), end_);
    out += messages_text() + "\n" + way_text("sent", sent_) + way_text("received", received_);
    return out + notes_.text(last_) + waits_text();
  }

 private:
  Way& way(Direction direction) { return direction == Direction::sent ? sent_ : received_; }
  bool is_request(const Event& event) const {
    return (recording_.role == http::Role::client) == (event.direction == Direction::sent);
  }

  void count(const Event& event, const std::string& name) {
    if (wanted_.has(event)) ++way(event.direction).frames[name];
  }

  void take(const Event& event) {
    // The windows of the client's side, whoever has recorded.
    Event seen_by_client = event;
    if (recording_.role == http::Role::server) {
      seen_by_client.direction = event.direction == Direction::sent ? Direction::received : Direction::sent;
    }
    windows_.on_event(seen_by_client);
    if (const auto* seen = std::get_if<trace::FrameSeen>(&event.what)) take(event, *seen);
    if (const auto* data = std::get_if<trace::DataSeen>(&event.what)) take(event, *data);
    if (const auto* head = std::get_if<trace::HeadSeen>(&event.what)) take(event, *head);
    if (const auto* body = std::get_if<trace::BodySeen>(&event.what)) take(event, *body);
    if (const auto* stopped = std::get_if<trace::Stopped>(&event.what)) {
      end_ = fmt::format("the recording ends by its {}", printable(stopped->why));
    }
    if (const auto* ended = std::get_if<trace::Ended>(&event.what)) {
      end_ = fmt::format("the end: {}", printable(ended->close.reason.text()));
    }
  }

  void take(const Event& event, const trace::FrameSeen& seen) {
    count(event, trace::name_of(trace::type_of(seen.frame)));
    if (const auto* reset = std::get_if<frame::RstStream>(&seen.frame)) {
      Message& message = messages_[reset->stream];
      message.end = trace::name_of(reset->code);
      message.ended = event.time;
    }
    if (!seen.section) return;
    if (wanted_.has(event)) {
      way(event.direction).decoded += seen.section->decoded;
      way(event.direction).on_wire += seen.section->on_wire;
    }
    take_section(event, *seen.section);
  }

  void take_section(const Event& event, const trace::Section& section) {
    const bool is_promise = section.of == frame::Type::push_promise;
    Message& message = messages_[is_promise ? section.promised : section.stream];
    const std::string_view method = find(section.fields, ":method");
    const std::string_view status = find(section.fields, ":status");
    if (!method.empty()) {
      message.begun = event.time;
      message.request = printable(fmt::format("{} {}", method, find(section.fields, ":path")));
      if (is_promise) message.asked = event.time;
    }
    if (!status.empty()) answered(message, status, event.time);
    if (section.end_stream) finished(message, is_request(event), event.time);
  }

  void take(const Event& event, const trace::DataSeen& data) {
    count(event, trace::name_of(frame::Type::data));
    Message& message = messages_[data.header.stream];
    (is_request(event) ? message.request_octets : message.response_octets) += data.content;
    if (data.header.has(frame::flag::end_stream)) finished(message, is_request(event), event.time);
  }

  void take(const Event& event, const trace::HeadSeen& head) {
    Message& message = messages_[head.message];
    count(event, is_request(event) ? "request" : "response");
    if (is_request(event)) {
      message.begun = event.time;
      message.request = printable(head.start.substr(0, head.start.rfind(' ')));
    } else {
      const std::size_t space = std::min(head.start.find(' '), head.start.size());
      answered(message, head.start.substr(std::min(space + 1, head.start.size())).substr(0, 3), event.time);
    }
    if (!head.has_body) finished(message, is_request(event), event.time);
  }

  void take(const Event& event, const trace::BodySeen& body) {
    Message& message = messages_[body.message];
    (is_request(event) ? message.request_octets : message.response_octets) += body.octets;
    finished(message, is_request(event), event.time);
  }

  static void answered(Message& message, std::string_view status, Time now) {
    message.status = printable(status);
    if (!status.starts_with('1')) message.answered = now;
  }
  static void finished(Message& message, bool is_request, Time now) {
    (is_request ? message.asked : message.ended) = now;
  }

  std::string messages_text() const {
    std::string out = fmt::format("{:>7} {:>12} {:>12} {:>12} {:>12} {:>12}  {}\n", "stream", "begun", "head after",
                                  "whole after", "request", "response", "what");
    for (const auto& [number, message] : messages_) {
      if (number == 0 || !message.begun) continue;
      out += fmt::format(
          "{:>7} {:>12} {:>12} {:>12} {:>12} {:>12}  {}{}{}\n", number, milliseconds(*message.begun - Time()),
          since(message.asked, message.answered), since(message.asked, message.ended),
          grouped(message.request_octets) + " B", grouped(message.response_octets) + " B", message.request,
          message.status.empty() ? "" : "  " + message.status, message.end.empty() ? "" : "  " + message.end);
    }
    return out;
  }

  std::string way_text(std::string_view name, const Way& way) const {
    std::string out = fmt::format("{:<9}", name);
    if (wanted_.all()) out += fmt::format(" {} B", grouped(way.octets));
    for (const auto& [type, count] : way.frames) out += fmt::format("   {} {}", grouped(count), type);
    if (way.decoded != 0) {
      const double saved = 100.0 * (1.0 - static_cast<double>(way.on_wire) / static_cast<double>(way.decoded));
      out += fmt::format("   fields {} B → {} B, {:.0f} % saved by HPACK", grouped(way.decoded), grouped(way.on_wire),
                         saved);
    }
    return out + "\n";
  }

  // The side that was waited for: the server until the head, and the client while it let nothing through.
  std::string waits_text() const {
    Duration server{};
    Duration windows{};
    for (const auto& [number, message] : messages_) {
      // An early response was not waited for.
      const bool has_waited = message.asked && message.answered && *message.answered > *message.asked;
      if (has_waited) add_time(server, *message.answered - *message.asked);
      add_time(windows, windows_.closed_for(number, last_));
    }
    return fmt::format("waits     {} for heads of responses, {} for windows of the client, summed over the streams\n",
                       milliseconds(server), milliseconds(windows));
  }

  const trace::Recording& recording_;
  const Wanted wanted_;
  std::map<std::uint64_t, Message> messages_;
  Way sent_;
  Way received_;
  get::Windows windows_;
  NoteSums notes_;
  Time last_{};
  std::string end_ = "the recording does not tell its end";
};

}  // namespace

std::string summary_of(const trace::Recording& recording, const RecordingOptions& options) {
  return Sums(recording, options).text();
}

}  // namespace weft::cli::inspect
