#include <weft/server/middlewares/time_limit.hpp>

#include <stdexcept>

#include <weft/server/context.hpp>

namespace weft::server {
namespace {

struct TimeLimit {
  Task<> operator()(Context& c, Next next) const {
    const bool has_ended = co_await within(limit, next());
    if (!has_ended) end_late(c);
  }

  Duration limit;
};

}  // namespace

// RFC 9110 15.6.4: "The 503 (Service Unavailable) status code indicates that the server is currently unable to handle
// the request due to a temporary overload or scheduled maintenance". 504 is for gateways.
Middleware time_limit(Duration limit) {
  if (limit <= Duration::zero()) throw std::invalid_argument("a time limit is above 0");
  return TimeLimit{limit};
}

}  // namespace weft::server
