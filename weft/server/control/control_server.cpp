#include <weft/server/control/control_server.hpp>

#include <chrono>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <weft/config/leaves.hpp>
#include <weft/server/control/control_guard.hpp>
#include <weft/server/control/live/live_page.hpp>
#include <weft/server/control/record_order.hpp>

namespace weft::server {
namespace {

// A program that asks once a second needs one of them.
constexpr std::size_t most_connections = 64;
constexpr std::size_t longest_order = 64 * 1024;
constexpr std::chrono::seconds patience_with_loops(1);
// More than a screen shows.
constexpr std::size_t most_connections_seen = 100;
constexpr std::size_t most_streams_seen = 100;
constexpr std::size_t most_frames_seen = 8;

ServerOptions options_of(DiagnosticSink diagnostics) {
  ServerOptions options;
  options.threads = 1;
  options.signals = Signals::ignore;
  options.connections = most_connections;
  // An operator must be able to look while memory is short.
  options.memory = ServerOptions::any_size;
  options.drain = std::chrono::seconds(1);
  options.diagnostics = std::move(diagnostics);
  return options;
}

void say(Context& c, http::Status status, std::string_view key, std::string_view value) {
  c.status(status).json(fmt::format("{{\"{}\":{}}}\n", key, config::json_string(value)));
}

void obey(Context& c, const std::function<bool()>& order, std::string_view name) {
  if (order()) return say(c, http::Status::ok, "done", name);
  answer_error(c, http::Status::conflict, name, "nothing has changed: the diagnostics of the server say why");
}

}  // namespace

ControlServer::ControlServer(std::string_view url, const ControlOptions& options, ControlActions actions,
                             DiagnosticSink diagnostics)
    : actions_(std::move(actions)),
      feed_([this](Context& c) { return look(c); }, actions_.phase),
      server_(options_of(std::move(diagnostics))) {
  const bool is_port = check_control_place(url, options.allow_remote);
  EndpointOptions place;
  if (!is_port) place.socket_file = options.socket_file;
  server_.listen(url, place);
  server_.use(control_guard(
      {.checks_host = is_port && !options.allow_remote, .local_orders = is_port && options.allow_remote}));
  add_reports();
  add_orders();
  add_live_page();
}

void ControlServer::add_reports() {
  server_.get("/healthz", [](Context& c) { say(c, http::Status::ok, "status", "alive"); });
  server_.get("/readyz", [this](Context& c) {
    const ServerPhase phase = actions_.phase();
    const bool is_ready = phase == ServerPhase::serving;
    say(c, is_ready ? http::Status::ok : http::Status::service_unavailable, "status",
        is_ready ? "ready" : to_string(phase));
  });
  server_.get("/status", [this](Context& c) { return tell_status(c); });
  server_.get("/streams", [this](Context& c) { return tell_streams(c); });
  server_.get("/record", [this](Context& c) { tell_recording(c); });
  server_.get("/metrics", [this](Context& c) { c.bytes(prometheus_media_type, to_prometheus(actions_.status())); });
}

Task<> ControlServer::tell_status(Context& c) {
  const auto query = parse_status_query(c.query());
  if (!query) {
    answer_error(c, http::Status::bad_request, "status", query.error());
  } else if (query->connections) {
    co_await tell_gathered(c, actions_.connections(query->limit));
  } else {
    c.json(to_json(actions_.status()));
  }
}

void ControlServer::add_live_page() {
  server_.get("/live", [policy = live_page_policy()](Context& c) {
    c.set("content-security-policy", policy).set("x-content-type-options", "nosniff");
    c.set("referrer-policy", "no-referrer").html(live_page());
  });
  server_.get("/live/events", [this](Context& c) { return feed_.watch(c); });
}

void ControlServer::add_orders() {
  server_.post("/reload", [this](Context& c) { obey(c, actions_.reload, "reload"); });
  server_.post("/reopen-log", [this](Context& c) { obey(c, actions_.reopen_log, "reopen-log"); });
  server_.post("/drain", [this](Context& c) {
    actions_.drain();
    say(c, http::Status::accepted, "done", "drain");
  });
  server_.post("/record", [this](Context& c) { record(c); });
  server_.put("/bandwidth", [this](Context& c) { return limit_bandwidth(c); });
}

Task<> ControlServer::limit_bandwidth(Context& c) {
  const auto text = co_await c.body().text(longest_order);
  if (!text) co_return answer_error(c, text.error(), "bandwidth", "the body is too long");
  try {
    actions_.limit_bandwidth(parse_bandwidth(*text));
  } catch (const std::invalid_argument& wrong) {
    co_return answer_error(c, http::Status::bad_request, "bandwidth", wrong.what());
  }
  say(c, http::Status::ok, "done", "bandwidth");
}

void ControlServer::record(Context& c) {
  const auto refuse = [&c](http::Status status, std::string_view why) { answer_error(c, status, "record", why); };
  const auto order = parse_record_query(c.query());
  if (!order) return refuse(http::Status::bad_request, order.error());
  if (actions_.recordings == nullptr) {
    return refuse(http::Status::conflict, "there is no folder for recordings: Control:Recordings names one");
  }
  if (!actions_.recordings->begin(*order, std::chrono::steady_clock::now())) {
    return refuse(http::Status::conflict, "a recording is under way: GET /record says when it ends");
  }
  c.status(http::Status::accepted).json(to_json(*order, actions_.recordings->folder()));
}

void ControlServer::tell_recording(Context& c) {
  if (actions_.recordings == nullptr) return c.json(to_json(RecordStatus(), {}));
  c.json(to_json(actions_.recordings->status(std::chrono::steady_clock::now()), actions_.recordings->folder()));
}

Task<> ControlServer::tell_streams(Context& c) {
  const auto query = parse_stream_query(c.query());
  if (!query) co_return answer_error(c, http::Status::bad_request, "streams", query.error());
  co_await tell_gathered(c, actions_.streams(*query));
}

// A loop that is stuck adds nothing, and the answer says so.
template <class Gathered>
Task<> ControlServer::gather(Context& c, std::shared_ptr<Gathered> all) {
  const Time until = c.loop().now() + patience_with_loops;
  while (!all->is_complete() && c.loop().now() < until) co_await c.sleep(std::chrono::milliseconds(1));
}

template <class Gathered>
Task<> ControlServer::tell_gathered(Context& c, std::shared_ptr<Gathered> all) {
  co_await gather(c, all);
  c.json(all->to_json());
}

Task<std::string> ControlServer::look(Context& c) {
  const auto report =
      actions_.streams({.limit = most_connections_seen, .frames = most_frames_seen, .has_parked = false});
  co_await gather(c, report);
  co_return report->to_line(most_streams_seen);
}

void ControlServer::finish() {
  server_.drain();
  server_.wait();
}

void ControlServer::stop() {
  server_.stop();
  server_.wait();
}

}  // namespace weft::server
