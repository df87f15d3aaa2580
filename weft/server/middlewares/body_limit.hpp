// How long the body of a request may be.
//
//   api.use(weft::server::body_limit(64_KiB));
//   server.post("/photos", upload, {.body = 20_MiB});                    // for one route, and above the server's limit
//
// A longer one is answered with 413, and the reason in the log is `request_body_too_large`: at once where the request
// says its length, else as RequestBody tells. This limit goes before those of server and site behind which it runs, and
// cannot be above them; RouteOptions::body can.
#pragma once

#include <cstdint>

#include <weft/server/middleware.hpp>

namespace weft::server {

Middleware body_limit(std::uint64_t octets);

}  // namespace weft::server
