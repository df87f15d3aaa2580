// Keeps pages of foreign sites, which run in a browser of the operator, away from a control endpoint: a name of theirs
// may lead to a loopback address (DNS rebinding), and a form of theirs may be sent there. They may link to the live
// page, and ask for nothing else.
#pragma once

#include <string_view>

#include <weft/http/status.hpp>
#include <weft/server/middleware.hpp>

namespace weft::server {

struct GuardOptions {
  // The host that a request names must be localhost or a loopback address.
  bool checks_host = true;
  // Others than this machine may look, and give no orders.
  bool local_orders = false;
};

// Answers of the server's own become JSON behind it.
Middleware control_guard(const GuardOptions& options);

// Throws std::invalid_argument for a URL that is not for control. True: for a TCP port, which browsers reach.
bool check_control_place(std::string_view url, bool allow_remote);

// "localhost", 127.0.0.0/8 or ::1, without brackets.
bool is_loopback_host(std::string_view host);

// {"error": "…", "message": "…"}
void answer_error(Context& c, http::Status status, std::string_view error, std::string_view message);

}  // namespace weft::server
