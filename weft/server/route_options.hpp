// What is said of one route where it is made.
//
//   server.post("/notes", add_note, {.body = 64_KiB, .timeout = 5s});
//
// Each is a middleware of that route: nothing runs for what is not said.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <weft/base/time.hpp>

namespace weft::server {

struct RouteOptions {
  // Octets that the body of a request may have, whatever server and site say: middlewares/body_limit.hpp.
  std::optional<std::uint64_t> body = {};
  // From the call of the handler, behind all middleware, to its end: middlewares/time_limit.hpp. 0: any time.
  Duration timeout = {};
  // require_http11.hpp
  bool http11_only = false;
  // RFC 9218 5, "u=1" or "u=5, i": Routed::priority(). Empty: as the client says.
  std::string priority = {};
  // False: its responses are never compressed, as for a page with a secret that repeats what the request says: BREACH.
  // True: they are also where neither its groups nor its site say so, with the usual compression/compression.hpp.
  std::optional<bool> compress = {};
};

}  // namespace weft::server
