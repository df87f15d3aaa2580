// An HTTP server: h2, h2c and HTTP/1.1 on one port.
//
//   weft::Server server;
//   server.get("/hello/{name}", [](weft::Context& c) { c.text("hello " + c.param("name")); });
//   server.files("/", "public");
//   server.listen("https://localhost:8443", weft::Certificate::self_signed("localhost"));
//   server.run();                                     // until SIGINT or SIGTERM, stop() or drain()
//
// Routes, files(), use(), listen(), access_log() and configure() come first, then run(), or start() and wait().
// Mistakes in them are exceptions: std::logic_error for what makes no sense, std::runtime_error for what the system
// refused. router.hpp tells what a pattern may be, handler.hpp what a handler may be, middleware.hpp what runs before
// it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/http/method.hpp>
#include <weft/io/entrance.hpp>
#include <weft/io/inherited_sockets.hpp>
#include <weft/server/certificate.hpp>
#include <weft/server/context.hpp>
#include <weft/server/control/control.hpp>
#include <weft/server/endpoint.hpp>
#include <weft/server/errors.hpp>
#include <weft/server/group.hpp>
#include <weft/server/handler.hpp>
#include <weft/server/host.hpp>
#include <weft/server/limits/arrivals.hpp>
#include <weft/server/log/access_log_options.hpp>
#include <weft/server/middleware.hpp>
#include <weft/server/options.hpp>
#include <weft/server/push/push_rules.hpp>
#include <weft/server/websocket/websocket.hpp>

namespace weft {

struct Config;

namespace server {

struct CompressionOptions;

}  // namespace server

class Server : public server::Verbs<Server> {
 public:
  explicit Server(ServerOptions options = {});
  // Stops.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Endpoints, sites, log, threads and limits as a configuration says them: config/config.hpp. Once, and before
  // start(). Endpoints that the program names besides are there as well, and its routes are on every site.
  void configure(const Config& config);

  // Takes the sites and certificates of a newer configuration, for the requests and connections to come: from any
  // thread, while the server runs. All or nothing: where something is wrong, the diagnostics say what, all stays as it
  // was, and the answer is false. They also name what cannot change before the next start.
  bool reload(const Config& config);

  // --- what it serves ----------------------------------------------------------------------------------------------
  // get(), post(), put(), patch(), delete_(), options(), and these: group.hpp. Options of a route are the last
  // argument.
  server::Routed route(http::Method method, std::string_view pattern, server::Handler handler,
                       const server::RouteOptions& options = {}) {
    return all().route(method, pattern, std::move(handler), options);
  }
  server::Routed any(std::string_view pattern, server::Handler handler, const server::RouteOptions& options = {}) {
    return all().any(pattern, std::move(handler), options);
  }
  server::Routed files(std::string_view prefix, const std::filesystem::path& directory) {
    return all().files(prefix, directory);
  }
  server::Routed files(std::string_view prefix, const std::filesystem::path& directory,
                       const server::FilesOptions& options) {
    return all().files(prefix, directory, options);
  }
  // WebSockets, over HTTP/1.1 and HTTP/2: websocket/websocket.hpp. The path may have other routes besides.
  server::Routed websocket(std::string_view pattern, server::WebSocketHandler handler,
                           const WebSocketOptions& options = {}) {
    return all().websocket(pattern, std::move(handler), options);
  }
  // Extended CONNECT of other protocols (RFC 8441): group.hpp.
  server::Routed connect(std::string_view protocol, std::string_view pattern, server::Handler handler,
                         const server::RouteOptions& options = {}) {
    return all().connect(protocol, pattern, std::move(handler), options);
  }
  // Routes with a prefix and middleware of their own: group.hpp.
  server::Group group(std::string_view prefix) { return all().group(prefix); }
  // For paths that no route fits; behind the middleware, with status 404 unless it sets another one.
  void not_found(server::Handler handler) { all().not_found(std::move(handler)); }
  // What clients of that host get instead: routes, files and more of its own. host.hpp.
  server::Host host(std::string_view name);
  // Routes that only clients of the endpoints of that name have, beside those of all endpoints: EndpointOptions::name.
  // For others their paths are not there. A route that is on all endpoints already, and a name that no endpoint has,
  // are std::invalid_argument, when the server starts. They are on all sites but those of hosts.
  server::Group endpoint(std::string_view name);
  // Middleware that sends requests without TLS to the same path by https: redirects.hpp.
  void redirect_to_https(std::uint16_t port = 443);
  // Shapes the answers to errors on all sites: errors.hpp. Throws std::invalid_argument for an empty one.
  void on_error(ErrorHandler handler);
  // The pushes of all sites: push/push_rules.hpp. Earlier rules stay.
  void push_rules(const server::PushRules& rules);
  // For all routes, and for what has none: middleware.hpp.
  void use(server::Middleware middleware) { all().use(std::move(middleware)); }

  // Compresses responses while they are sent: compression/compression.hpp. For all sites that do not say it themselves.
  void compress(const server::CompressionOptions& options);

  // --- how fast ----------------------------------------------------------------------------------------------------
  // Limits of the whole server: at any time, from any thread. Bodies that are on their way obey within a second; those
  // that had no limit when they began may keep to none of a client, of a connection or of a request.
  void limit_bandwidth(const Bandwidth& bandwidth);
  // Limits of requests and connections that come to the whole server, from now on: at any time, from any thread. Those
  // that run go on, and those that were there before a limit of so many at a time was set do not count.
  void limit_arrivals(const Arrivals& arrivals);
  // ServerOptions::memory, from now on: at any time, from any thread.
  void limit_memory(std::uint64_t octets);
  // By the limit that refused them, since the start: from any thread.
  ArrivalsRefused arrivals_refused() const;

  // --- where -------------------------------------------------------------------------------------------------------
  // "http://host:port" or "unix:/path"; host "*" is every address, "localhost" both loopback addresses, port 0 any free
  // port. Any number of endpoints. The sockets are opened by start().
  void listen(std::string_view url, const EndpointOptions& options = {});
  // "https://host:port"
  void listen(std::string_view url, const Certificate& certificate, const EndpointOptions& options = {});
  // Endpoints whose addresses fit take these sockets instead of opening their own; they open none besides. The rest
  // is closed by start(), and the diagnostics say so. Before start().
  void inherit(io::InheritedSockets sockets);
  // Reads the files of all certificates again, for the connections to come: from any thread. All or none: where one
  // cannot be used, the diagnostics say why, all stay as they were, and the answer is false.
  bool reload_certificates();
  // The same for certificates whose files have changed, and have been still since the last call: to be called once a
  // second, say.
  void refresh_certificates();

  // --- who writes it down ------------------------------------------------------------------------------------------
  // A log of all sites: any number of them.
  void access_log(const server::AccessLogOptions& options);
  // Lines that could not be written to a log, of all logs, since the start. Final once wait() has returned.
  std::uint64_t log_dropped() const;
  // Opens the file of each log by its path once more, after it was moved away: from any thread. If one cannot be
  // opened, the diagnostics say so, its lines go on to the old file, and the answer is false.
  bool reopen_log();

  // --- watching and steering it: docs/guide/operate.md -------------------------------------------------------------
  // Opens a control endpoint with the server, "unix:/path" or "http://127.0.0.1:port": metrics, status, health, and
  // orders. It stays until what runs has ended. The server counts only where there is one. Throws
  // std::invalid_argument for a place that is not for control.
  void control(std::string_view url, const ControlOptions& options = {});
  // For `POST /reload`, called on another thread: false where nothing has changed. Usual is reload_certificates().
  void on_reload(std::function<bool()> reload);
  // The places where control really listens, once start() has returned; none without control().
  const std::vector<Endpoint>& control_endpoints() const;

  // --- beside requests: on the loops' threads, so nothing of this may block ----------------------------------------
  // Calls `work` on one loop once per `period`, from start() until the server has stopped. An exception is told by the
  // diagnostics. Throws std::invalid_argument for a period that is not positive, or no function.
  void every(Duration period, std::function<void()> work);
  // Calls `told` on one loop when drain() or hand_over() begins; any number of them.
  void on_drain(std::function<void()> told);
  // Calls `work` once on each loop, from any thread, once the server has been started.
  void post_to_loops(const std::function<void(io::Loop&)>& work);

  // --- running -----------------------------------------------------------------------------------------------------
  // start() and wait().
  void run();
  // Opens the endpoints and starts the threads. The server accepts connections when it returns, and the signals that
  // the options ask for are its own until wait() returns.
  void start();
  // Until the server has stopped.
  void wait();
  // From any thread, also from a handler. Ends at once: connections are closed as they are.
  void stop();
  // The same, gracefully: after ServerOptions::drain_delay nothing new is accepted, and what runs is served to its end.
  void drain();
  // True as soon as drain() or stop() was called: a server that load balancers ask is no longer ready.
  bool is_draining() const;
  // Until then.
  void await_drain() const;

  // Further descriptors of all sockets that listen, for a process that is to take this one's place: from any thread.
  // Throws std::runtime_error where descriptors have run out, a loop is stuck, or the server has ended.
  std::vector<io::Listening> share_sockets();
  // drain(), but without a delay: the other process accepts by now. Idle connections of HTTP/1.1 stay for one more
  // request each, whose response says `connection: close` (RFC 9112 9.6): KeepAliveTimeout and ServerOptions::drain end
  // those on which none comes.
  void hand_over();
  // Each loop has had a turn since the last call: one that is stuck has not. From one thread, at intervals.
  bool is_alive();

  // The places where the server really listens, once start() has returned; a name may stand for several addresses.
  const std::vector<Endpoint>& endpoints() const;
  // Connections that are open now.
  std::size_t connections() const;
  // Connections that were closed as soon as they came, since the start: the limit was reached, or descriptors or memory
  // had run out.
  std::uint64_t connections_refused() const;

 private:
  friend std::shared_ptr<io::Entrance> through(Server& server, std::string_view endpoint);
  friend class server::Routed;
  friend class server::Group;
  friend class server::Host;

  // All paths of all sites.
  server::Group all();
  // Opens the endpoints, if there are any.
  void launch();

  struct State;
  std::unique_ptr<State> state_;
};

// For ClientOptions::transport: all requests of the client go to this server, whatever their origin, and no port is
// needed. Starts the server where nobody has; once it has stopped, requests end with `connection_refused`. With the
// name of an endpoint the client has its routes as well, wherever it listens: Server::endpoint(). Throws
// std::invalid_argument for a name that neither routes nor an endpoint have.
std::shared_ptr<io::Entrance> through(Server& server, std::string_view endpoint = {});

}  // namespace weft
