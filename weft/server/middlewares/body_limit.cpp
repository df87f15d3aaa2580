#include <weft/server/middlewares/body_limit.hpp>

#include <weft/server/context.hpp>

namespace weft::server {

Middleware body_limit(std::uint64_t octets) {
  return [octets](Context& c, Next next) {
    if (c.request().content_length > octets) {
      return refuse(c, http::Status::content_too_large, Reason::request_body_too_large);
    }
    c.body().limit_further(octets);
    next();
  };
}

}  // namespace weft::server
