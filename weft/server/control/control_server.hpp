// The small server behind a control endpoint, with one thread of its own. Its handlers call what they were given.
//
//   GET /healthz /readyz /metrics /status /status?connections&limit=20 /streams    PUT /bandwidth
//   POST /reload /reopen-log /drain /record    GET /record
//   GET /live /live/events: for a browser
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/server/control/connection_list.hpp>
#include <weft/server/control/control.hpp>
#include <weft/server/control/live/live_feed.hpp>
#include <weft/server/control/status.hpp>
#include <weft/server/control/stream_report.hpp>
#include <weft/server/log/diagnostics.hpp>
#include <weft/server/server.hpp>
#include <weft/session/ordered_recordings.hpp>

namespace weft::server {

// Called on the thread of the control server.
struct ControlActions {
  std::function<ServerStatus()> status;
  // Alone, because it must answer while others change things.
  std::function<ServerPhase()> phase;
  // False: nothing has changed, and the diagnostics say why.
  std::function<bool()> reload;
  std::function<bool()> reopen_log;
  std::function<void()> drain;
  std::function<void(const Bandwidth&)> limit_bandwidth;
  // So many at most. The loops add theirs later.
  std::function<std::shared_ptr<ConnectionList>(std::size_t most)> connections;
  std::function<std::shared_ptr<StreamReport>(const StreamQuery& query)> streams;
  // Null where no folder is known. They outlive the control server.
  session::OrderedRecordings* recordings = nullptr;
};

class ControlServer {
 public:
  // Throws std::invalid_argument for a place that is not for control.
  ControlServer(std::string_view url, const ControlOptions& options, ControlActions actions,
                DiagnosticSink diagnostics);

  // As Server has them, for another process that takes this one's place.
  void inherit(io::InheritedSockets sockets) { server_.inherit(std::move(sockets)); }
  std::vector<io::Listening> share_sockets() { return server_.share_sockets(); }
  void hand_over() { server_.hand_over(); }
  // Opens the socket and starts the thread.
  void start() { server_.start(); }
  // Answers under way are finished, for a second at most, or nothing more is said.
  void finish();
  void stop();
  // Empty before start().
  const std::vector<Endpoint>& endpoints() const { return server_.endpoints(); }

 private:
  void add_reports();
  void add_orders();
  void add_live_page();
  Task<> tell_status(Context& c);
  Task<> limit_bandwidth(Context& c);
  void record(Context& c);
  void tell_recording(Context& c);
  Task<> tell_streams(Context& c);
  // The content of a picture of the live page.
  Task<std::string> look(Context& c);
  // Once all loops have told, or after a second.
  template <class Gathered>
  Task<> gather(Context& c, std::shared_ptr<Gathered> all);
  template <class Gathered>
  Task<> tell_gathered(Context& c, std::shared_ptr<Gathered> all);

  const ControlActions actions_;
  LiveFeed feed_;
  Server server_;
};

}  // namespace weft::server
