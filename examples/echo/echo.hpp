// A call that streams in both directions at once, as gRPC has it over HTTP/2: each message is an octet that says
// whether it is compressed, four octets of its length, and its octets. The trailers tell how the call has gone.
//
//   echo::add_to(server);                  // POST /echo.Echo/Stream
#pragma once

#include <weft/server/server.hpp>

namespace echo {

void add_to(weft::Server& server);

}  // namespace echo
