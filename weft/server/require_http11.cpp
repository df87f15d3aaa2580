#include <weft/server/require_http11.hpp>

#include <weft/server/context.hpp>

namespace weft::server {

Middleware require_http11() {
  return [](Context& c, Next next) {
    if (c.require_http11()) next();
  };
}

}  // namespace weft::server
