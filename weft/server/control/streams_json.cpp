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
using http::Wait;
using Details = session::server::ConnectionDetails;
using Json = JsonLine;

// Three digits are enough to read.
double in_seconds(Duration time) {
  return std::round(std::chrono::duration<double>(time).count() * 1000) / 1000;
}

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

Json json_of(const Verdict& verdict) {
  return {{"connection", verdict.connection},
          {"stream", verdict.stream},
          {"wait", verdict.wait ? Json(to_string(*verdict.wait)) : Json()},
          {"side", to_string(verdict.side)},
          {"sentence", verdict.sentence},
          {"proof", verdict.proof}};
}

Json json_of(const http::Waits& waits) {
  Json json = Json::object();
  for (const Wait wait : {Wait::application, Wait::priority, Wait::stream_window, Wait::connection_window,
                          Wait::rate_limit, Wait::socket, Wait::pool}) {
    json[std::string(to_string(wait))] = in_seconds(waits[wait]);
  }
  return json;
}

Json json_of(const std::optional<EngineView::FieldTable>& table) {
  if (!table) return nullptr;
  return {
      {"size", table->size}, {"max", table->max_size}, {"entries", table->entries}, {"saved", or_null(table->saved)}};
}

Json json_of(const std::vector<EngineView::Limit>& limits) {
  Json json = Json::array();
  for (const auto& each : limits) json.push_back({{"name", each.name}, {"used", each.used}, {"of", each.most}});
  return json;
}

// A message that the engine knows and that no handler has any more says less.
Json json_of(const Details& details, const StreamView& stream, const Verdict& verdict) {
  const Details::Request* request = details.request_of(stream.id);
  const bool has_status = request != nullptr && request->status != http::Status{};
  const bool has_tree = details.engine.scheme == EngineView::Scheme::tree;
  const bool has_urgency = details.engine.scheme == EngineView::Scheme::urgency;
  return {{"id", stream.id},
          {"method", request == nullptr ? Json() : Json(request->method)},
          {"target", request == nullptr ? Json() : Json(request->path)},
          {"status", has_status ? Json(http::code(request->status)) : Json()},
          {"state", stream.state},
          {"pushed", request != nullptr && request->is_pushed},
          {"urgency", has_urgency ? Json(stream.priority.urgency) : Json()},
          {"incremental", has_urgency ? Json(stream.priority.incremental) : Json()},
          {"parent", has_tree && stream.place ? Json(stream.place->parent) : Json()},
          {"weight", has_tree && stream.place ? Json(stream.place->weight) : Json()},
          {"scheduled", stream.is_scheduled},
          {"wait", stream.wait ? Json(to_string(*stream.wait)) : Json()},
          {"waiting", stream.wait ? Json(in_seconds(stream.waiting)) : Json()},
          {"side", verdict.side == Side::none ? Json() : Json(to_string(verdict.side))},
          {"waits", json_of(stream.waits)},
          {"age", request == nullptr ? Json() : Json(in_seconds(details.now - request->started))},
          {"window", or_null(stream.send_window)},
          {"receive_window", or_null(stream.receive_window)},
          {"unread", stream.unread},
          {"ready", or_null(stream.unsent)},
          {"sent", stream.sent},
          {"received", stream.received},
          {"verdict", json_of(verdict)}};
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

void add_octets(const Details& details, Json& json) {
  const auto& octets = details.connection.octets;
  json["unread"] = details.engine.unread;
  json["unsent"] = details.engine.unproduced + details.backlog + (octets ? octets->unsent : 0);
  json["rate"] = octets ? Json(octets->rate) : Json();
  json["round_trip"] = octets ? Json(std::chrono::duration<double>(octets->round_trip).count()) : Json();
  json["sent"] = octets ? Json(octets->sent) : Json();
  json["received"] = octets ? Json(octets->received) : Json();
}

void add_windows(const std::optional<EngineView::Windows>& windows, Json& json) {
  // RFC 9113 6.9.2: "The connection flow-control window is also 65,535 octets."
  constexpr int initial = 65'535;
  json["send_window"] = windows ? Json(windows->send) : Json();
  json["send_window_initial"] = windows ? Json(initial) : Json();
  json["initial_window"] = windows ? Json(windows->stream_send) : Json();
  json["receive_window"] = windows ? Json(windows->receive) : Json();
  json["receive_window_target"] = windows ? Json(windows->receive_target) : Json();
}

Json frames_of(const Details& details) {
  if (!details.frames) return {};
  Json frames = Json::array();
  for (const session::FrameView& each : *details.frames) {
    frames.push_back({{"age", in_seconds(details.now - each.time)},
                      {"direction", each.is_sent ? "sent" : "received"},
                      {"type", each.name()},
                      {"stream", each.stream},
                      {"flags", each.flag_names()},
                      {"length", each.length}});
  }
  return frames;
}

// A verdict that is worse than `worst` becomes the worst.
void keep_worst(const Verdict& verdict, std::optional<Verdict>& worst) {
  if (verdict.wait && (!worst || verdict.is_worse_than(*worst))) worst = verdict;
}

Json json_of(const Details& details, const WorstStreams& told, std::optional<Verdict>& worst) {
  const auto& connection = details.connection;
  const EngineView& engine = details.engine;
  Json streams = Json::array();
  std::optional<Verdict> worst_here;
  for (const StreamView& each : engine.streams) {
    if (!told.have(each)) continue;
    const Verdict verdict = verdict_of(details, each);
    keep_worst(verdict, worst_here);
    streams.push_back(json_of(details, each, verdict));
  }
  if (worst_here) keep_worst(*worst_here, worst);
  Json json = {{"id", connection.id},
               {"peer", connection.peer},
               {"version", connection.version ? Json(http::to_string(*connection.version)) : Json()},
               {"tls", connection.tls.empty() ? Json() : Json(connection.tls)},
               {"state", state_of(details)},
               {"age", connection.since == never ? Json() : Json(in_seconds(details.now - connection.since))}};
  add_windows(engine.windows, json);
  add_octets(details, json);
  json["stalled"] = std::round(stalled_by_client(details) * 1000) / 1000;
  json["who"] = to_string(worst_here ? worst_here->side : Side::none);
  json["priorities"] = engine.scheme ? Json(to_string(*engine.scheme)) : Json();
  json["next"] = engine.next;
  json["hpack"] =
      engine.table_out ? Json{{"out", json_of(engine.table_out)}, {"in", json_of(engine.table_in)}} : Json();
  json["limits"] = json_of(engine.limits);
  json["frames"] = frames_of(details);
  json["streams_open"] = engine.streams.size();
  json["streams"] = std::move(streams);
  return json;
}

}  // namespace

std::string streams_json(std::span<const Details> connections, const StreamsHead& head) {
  const WorstStreams told(connections, head.most_streams);
  std::optional<Verdict> worst;
  Json all = Json::array();
  for (const Details& each : connections) all.push_back(json_of(each, told, worst));
  const Json json = {{"complete", head.is_complete},
                     {"at", in_seconds(head.at)},
                     {"verdict", worst ? json_of(*worst) : Json()},
                     {"connections", std::move(all)}};
  return head.is_short ? json.text() + '\n' : config::indented(json.text());
}

}  // namespace weft::server
