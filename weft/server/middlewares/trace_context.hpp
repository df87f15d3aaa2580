// W3C Trace Context: requests of one task are found again in the logs of all servers that it went through.
//
//   server.use(weft::server::trace_context());
//   …  client.get(url).field("traceparent", weft::server::traceparent_of(c));
//
// A request that comes with a valid `traceparent` goes on with its trace and its flags, one without begins a trace of
// its own that is not sampled; either way this server's part has an id of its own. `tracestate` stays with the request.
// The answer says the same in `traceresponse` (Trace Context, level 2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <weft/server/middleware.hpp>

namespace weft::server {

// "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01": hexadecimal digits in lower case. Views of the field.
struct TraceParent {
  std::string_view trace;
  std::string_view parent;
  std::string_view flags;
};

// Nothing where it is not valid: such a field is as none. Later versions than 00 are read as far as they are known.
std::optional<TraceParent> parse_traceparent(std::string_view value);

Middleware trace_context();
// For what this request asks of others. Behind the middleware, until the answer has been given; empty without.
std::string_view traceparent_of(Context& c);

}  // namespace weft::server
