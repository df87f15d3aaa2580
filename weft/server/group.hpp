// Routes, and groups of them: a prefix and middleware that they share.
//
//   auto api = server.group("/api");
//   api.use(weft::server::bearer("api", user_of));
//   api.get("/notes/{id}", show);                                        // GET /api/notes/{id}
//   api.not_found([](weft::Context& c) { c.json(R"({"error": "no such thing"})"); });
//   auto admin = api.group("/admin");                                    // behind the middleware of both
//
// A group is a handle: copy it, and keep it as long as the server. The server's middleware comes first, then the
// site's, then that of the groups, the outermost first, then the route's. Answers that weft gives by itself for a path
// below the prefix (404, 405, OPTIONS) pass through the group's middleware as well, so that a guard hides what is not
// there. Of several groups with one prefix that is the one with not_found(), else the first; a group without a prefix
// sees only its own routes.
//
// All is said before start(): std::logic_error afterwards. A mistake in a pattern, and a route that is there already,
// is std::invalid_argument at once.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <weft/http/method.hpp>
#include <weft/server/handler.hpp>
#include <weft/server/middleware.hpp>
#include <weft/server/route_options.hpp>
#include <weft/server/websocket/websocket.hpp>

namespace weft {

class Server;

namespace server {

struct CompressionOptions;
struct FilesOptions;
struct GroupPlan;
struct SitePlan;
class Router;

// A route that was made, for what is said of it alone. Before start(), and while the server is there.
class Routed {
 public:
  // Behind the middleware of server, site and groups: middleware.hpp.
  Routed& use(Middleware middleware);
  // RFC 9218 5: how urgent its responses are, "u=1" or "u=5, i", whatever the client says: a field `priority` that the
  // handler may set anew. Pushed ones as well. Throws std::invalid_argument.
  Routed& priority(std::string_view value);

 private:
  friend class Group;

  Routed(Server& server, SitePlan& site, std::size_t number) : server_(server), site_(site), number_(number) {}

  Server& server_;
  SitePlan& site_;
  std::size_t number_;
};

// The verbs of all that has routes.
template <class Self>
class Verbs {
 public:
  Routed get(std::string_view pattern, Handler handler, const RouteOptions& options = {}) {
    return self().route(http::Method::get, pattern, std::move(handler), options);
  }
  Routed post(std::string_view pattern, Handler handler, const RouteOptions& options = {}) {
    return self().route(http::Method::post, pattern, std::move(handler), options);
  }
  Routed put(std::string_view pattern, Handler handler, const RouteOptions& options = {}) {
    return self().route(http::Method::put, pattern, std::move(handler), options);
  }
  Routed patch(std::string_view pattern, Handler handler, const RouteOptions& options = {}) {
    return self().route(http::Method::patch, pattern, std::move(handler), options);
  }
  Routed delete_(std::string_view pattern, Handler handler, const RouteOptions& options = {}) {
    return self().route(http::Method::delete_, pattern, std::move(handler), options);
  }
  Routed options(std::string_view pattern, Handler handler, const RouteOptions& options = {}) {
    return self().route(http::Method::options, pattern, std::move(handler), options);
  }

 private:
  Self& self() { return static_cast<Self&>(*this); }
};

class Group : public Verbs<Group> {
 public:
  // Not for TRACE and CONNECT, which no path allows. A method that has no name is answered with 501.
  Routed route(http::Method method, std::string_view pattern, Handler handler, const RouteOptions& options = {});
  // All methods of the pattern that have no route of their own, but TRACE and CONNECT.
  Routed any(std::string_view pattern, Handler handler, const RouteOptions& options = {});
  // RFC 8441: for an extended CONNECT of that protocol, such as "connect-udp", over HTTP/2; any other protocol is
  // answered with 501, and other methods do not see it. The handler answers by Context::open_tunnel(), or refuses as
  // ever. A path has one protocol. WebSockets come by websocket() alone, over both versions: std::invalid_argument.
  Routed connect(std::string_view protocol, std::string_view pattern, Handler handler,
                 const RouteOptions& options = {});
  // websocket/websocket.hpp.
  Routed websocket(std::string_view pattern, WebSocketHandler handler, const WebSocketOptions& options = {});
  // The files of `directory` below `prefix`, for GET and HEAD. The prefix is text like "/static"; "/" is all.
  Routed files(std::string_view prefix, const std::filesystem::path& directory);
  Routed files(std::string_view prefix, const std::filesystem::path& directory, const FilesOptions& options);

  // Before the handlers of its routes, whatever was said first.
  void use(Middleware middleware);
  // Answers for the paths below the prefix that no route fits, with status 404 unless it sets another one. A group
  // without one has that of the group, the host or the server around it.
  void not_found(Handler handler);
  // Compresses the responses of its routes and of the groups in it, whatever the site says:
  // compression/compression.hpp. RouteOptions::compress says otherwise for one route.
  void compress(const CompressionOptions& options);
  // `prefix` is a pattern as of a route, without {name...}; "" and "/" add nothing to that of this group.
  Group group(std::string_view prefix);

 protected:
  friend class weft::Server;

  // `so_far` tells a mistake in a route as soon as it is said. `plan` is null outside of groups.
  Group(Server& server, SitePlan& site, Router& so_far, std::shared_ptr<GroupPlan> plan = nullptr)
      : server_(&server), site_(&site), so_far_(&so_far), plan_(std::move(plan)) {}

  Routed add(std::optional<http::Method> method, std::string_view pattern, Handler handler, const RouteOptions& options,
             bool is_connect = false);
  void before_start() const;

  Server* server_;
  SitePlan* site_;
  Router* so_far_;
  std::shared_ptr<GroupPlan> plan_;
};

}  // namespace server
}  // namespace weft
