// Routes that need HTTP/1.1, because what they do belongs to a connection and not to a request.
//
//   server.get("/private", handler).use(weft::server::require_http11());     // or server.use(…), for all
//
// Over HTTP/2 the stream of such a request ends with HTTP_1_1_REQUIRED (RFC 9113 7), before its handler runs; the log
// has the reason `http11_required`. Clients that know it, as curl and weft::Client do, ask again over HTTP/1.1. There
// the request runs, and `x-fallback` in the log says `http11_required`. A push to such a route ends the same way.
#pragma once

#include <weft/server/middleware.hpp>

namespace weft::server {

Middleware require_http11();

}  // namespace weft::server
