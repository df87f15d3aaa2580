// How long a handler may take.
//
//   api.use(weft::server::time_limit(10s));
//   server.get("/report", report, {.timeout = 5s});                      // for one route
//
// A coroutine that has not ended by then is cancelled, as if its peer had gone: whatever it awaits throws
// std::system_error (std::errc::operation_canceled). It is waited for; then the request is answered with 503, and the
// reason in the log is `handler_timeout`. A stream that is under way is broken off; a response that was given whole
// goes on. Handlers that answer at once, and work that does not hear cancellation, end when they end.
#pragma once

#include <weft/base/time.hpp>
#include <weft/server/middleware.hpp>

namespace weft::server {

// Throws std::invalid_argument where it is not above 0.
Middleware time_limit(Duration limit);

}  // namespace weft::server
