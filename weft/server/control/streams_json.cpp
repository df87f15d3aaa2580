#include <weft/server/control/streams_json.hpp>

#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <weft/config/leaves.hpp>
#include <weft/server/control/json_line.hpp>
#include <weft/server/control/live/worst_streams.hpp>
#include <weft/server/control/verdict.hpp>

namespace weft::server {
namespace {

using http::EngineView;
using http::StreamView;
using Details = session::server::ConnectionDetails;

// Three digits are enough to read.
double in_seconds(Duration time) {
  return std::round(std::chrono::duration<double>(time).count() * 1000) / 1000;
}

template <class T>
JsonLine or_null(const std::optional<T>& value) {
  return value ? JsonLine(*value) : JsonLine();
}

JsonLine json_of(const Verdict& verdict) {
  return {{"connection", verdict.connection},
          {"stream", verdict.stream},
          {"wait", verdict.wait ? JsonLine(to_string(*verdict.wait)) : JsonLine()},
          {"side", to_string(verdict.side)},
          {"sentence", verdict.sentence},
          {"proof", verdict.proof}};
}

JsonLine json_of(const http::Waits& waits) {
  JsonLine json = JsonLine::object();
  for (const http::Wait wait : http::all_waits) {
    json[std::string(to_string(wait))] = in_seconds(waits[wait]);
  }
  return json;
}

JsonLine json_of(const std::optional<EngineView::FieldTable>& table) {
  if (!table) return nullptr;
  return {{"size", table->size},
          {"max", table->max_size},
          {"entries", table->entries},
          {"octets", or_null(table->octets)},
          {"saved", or_null(table->saved)}};
}

JsonLine json_of(const std::vector<EngineView::Limit>& limits, bool is_short) {
  JsonLine json = JsonLine::array();
  for (const auto& each : limits) {
    if (!is_short || each.used != 0) json.push_back({{"name", each.name}, {"used", each.used}, {"of", each.most}});
  }
  return json;
}

// A message that the engine knows and that no handler has any more says less.
JsonLine json_of(const Details& details, const StreamView& stream, const std::optional<Verdict>& verdict) {
  const Details::Request* request = details.request_of(stream.id);
  const bool has_status = request != nullptr && request->status != http::Status{};
  const Side side = side_of(details, stream);
  const bool has_tree = details.engine.scheme == EngineView::Scheme::tree;
  const bool has_urgency = details.engine.scheme == EngineView::Scheme::urgency;
  return {{"id", stream.id},
          {"method", request == nullptr ? JsonLine() : JsonLine(request->method)},
          {"target", request == nullptr ? JsonLine() : JsonLine(request->path)},
          {"status", has_status ? JsonLine(http::code(request->status)) : JsonLine()},
          {"state", stream.state},
          {"pushed", request != nullptr && request->is_pushed},
          {"urgency", has_urgency ? JsonLine(stream.priority.urgency) : JsonLine()},
          {"incremental", has_urgency ? JsonLine(stream.priority.incremental) : JsonLine()},
          {"parent", has_tree && stream.place ? JsonLine(stream.place->parent) : JsonLine()},
          {"weight", has_tree && stream.place ? JsonLine(stream.place->weight) : JsonLine()},
          {"scheduled", stream.is_scheduled},
          {"wait", stream.wait ? JsonLine(to_string(*stream.wait)) : JsonLine()},
          {"waiting", stream.wait ? JsonLine(in_seconds(stream.waiting)) : JsonLine()},
          {"side", side == Side::none ? JsonLine() : JsonLine(to_string(side))},
          {"waits", json_of(stream.waits)},
          {"age", request == nullptr ? JsonLine() : JsonLine(in_seconds(details.now - request->started))},
          {"window", or_null(stream.send_window)},
          {"receive_window", or_null(stream.receive_window)},
          {"unread", stream.unread},
          {"ready", or_null(stream.unsent)},
          {"sent", stream.sent},
          {"received", stream.received},
          {"verdict", verdict ? json_of(*verdict) : JsonLine()}};
}

std::string_view state_of(const Details& details) {
  using State = session::server::ConnectionView::State;
  switch (details.connection.state) {
    case State::opening:
      return "opening";
    case State::parked:
      return "parked";
    case State::closing:
      return "closing";
    case State::active:
    case State::idle:
      break;
  }
  return details.engine.is_draining ? "draining" : "open";
}

void add_octets(const Details& details, JsonLine& json) {
  const auto& octets = details.connection.octets;
  json["unread"] = details.engine.unread;
  json["composed"] = details.engine.unproduced + details.backlog;
  json["unacknowledged"] = octets ? JsonLine(octets->unsent) : JsonLine();
  json["rate"] = octets ? JsonLine(octets->rate) : JsonLine();
  json["round_trip"] = octets ? JsonLine(std::chrono::duration<double>(octets->round_trip).count()) : JsonLine();
  json["sent"] = octets ? JsonLine(octets->sent) : JsonLine();
  json["received"] = octets ? JsonLine(octets->received) : JsonLine();
}

void add_windows(const std::optional<EngineView::Windows>& windows, JsonLine& json) {
  // RFC 9113 6.9.2: "The connection flow-control window is also 65,535 octets."
  constexpr int initial = 65'535;
  json["send_window"] = windows ? JsonLine(windows->send) : JsonLine();
  json["send_window_initial"] = windows ? JsonLine(initial) : JsonLine();
  json["initial_window"] = windows ? JsonLine(windows->stream_send) : JsonLine();
  json["receive_window"] = windows ? JsonLine(windows->receive) : JsonLine();
  json["receive_window_target"] = windows ? JsonLine(windows->receive_target) : JsonLine();
}

JsonLine frames_of(const Details& details) {
  if (!details.frames) return {};
  JsonLine frames = JsonLine::array();
  for (const session::FrameView& each : *details.frames) {
    frames.push_back({{"age", in_seconds(details.now - each.time)},
                      {"direction", each.is_sent ? "sent" : "received"},
                      {"type", each.name()},
                      {"stream", each.stream},
                      {"flags", each.flag_names()},
                      {"length", each.length},
                      {"increment", or_null(each.increment)}});
  }
  return frames;
}

// A verdict that is worse than `worst` becomes the worst.
void keep_worst(const Verdict& verdict, std::optional<Verdict>& worst) {
  if (verdict.wait && (!worst || verdict.rank > worst->rank)) worst = verdict;
}

JsonLine json_of(const Details& details, const WorstStreams& told, bool is_short, std::optional<Verdict>& worst) {
  const auto& connection = details.connection;
  const EngineView& engine = details.engine;
  JsonLine streams = JsonLine::array();
  std::optional<Verdict> worst_here;
  for (const StreamView& each : engine.streams) {
    if (!told.have(each)) continue;
    std::optional<Verdict> verdict;
    if (!is_short || told.lead(each)) verdict = verdict_of(details, each);
    if (verdict) keep_worst(*verdict, worst_here);
    streams.push_back(json_of(details, each, verdict));
  }
  if (worst_here) keep_worst(*worst_here, worst);
  JsonLine json = {
      {"id", connection.id},
      {"peer", connection.peer},
      {"version", connection.version ? JsonLine(http::to_string(*connection.version)) : JsonLine()},
      {"tls", connection.tls.empty() ? JsonLine() : JsonLine(connection.tls)},
      {"state", state_of(details)},
      {"age", connection.since == never ? JsonLine() : JsonLine(in_seconds(details.now - connection.since))}};
  add_windows(engine.windows, json);
  add_octets(details, json);
  json["stalled"] = std::round(stalled_by_client(details) * 1000) / 1000;
  json["who"] = to_string(worst_here ? worst_here->side : Side::none);
  json["priorities"] = engine.scheme ? JsonLine(to_string(*engine.scheme)) : JsonLine();
  json["next"] = engine.next;
  json["hpack"] =
      engine.table_out ? JsonLine{{"out", json_of(engine.table_out)}, {"in", json_of(engine.table_in)}} : JsonLine();
  json["limits"] = json_of(engine.limits, is_short);
  json["frames"] = frames_of(details);
  json["streams_open"] = engine.streams.size();
  json["streams"] = streams;
  return json;
}

}  // namespace

std::string streams_json(std::span<const Details> connections, const StreamsHead& head) {
  const WorstStreams told(connections, head.most_streams);
  std::optional<Verdict> worst;
  JsonLine all = JsonLine::array();
  for (const Details& each : connections) all.push_back(json_of(each, told, head.is_short, worst));
  const JsonLine json = {{"complete", head.is_complete},
                         {"at", in_seconds(head.at)},
                         {"connections_open", head.open},
                         {"verdict", worst ? json_of(*worst) : JsonLine()},
                         {"connections", std::move(all)}};
  return head.is_short ? json.text() + '\n' : config::indented(json.text());
}

}  // namespace weft::server
