// A name for each request, by which logs of several servers find each other.
//
//   server.use(weft::server::request_id());                              // x-request-id: 32 hexadecimal digits
//   …  note(weft::server::request_id_of(c));
//
// Each answer has it, that of a handler that has failed as well.
#pragma once

#include <string>
#include <string_view>

#include <weft/server/middleware.hpp>

namespace weft::server {

struct RequestIdOptions {
  // Takes the name that the client has given, where it is 1 to 128 letters, digits, "-", "_", "." and "=": for servers
  // behind a proxy of one's own.
  bool from_client = false;
};

Middleware request_id(RequestIdOptions options = {});
// Behind the middleware, until the answer has been given; empty without.
std::string_view request_id_of(Context& c);

}  // namespace weft::server
