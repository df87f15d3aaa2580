// A response that has led its request to another URL (RFC 9110 15.4).
#pragma once

#include <string>

#include <weft/client/response.hpp>
#include <weft/http/method.hpp>

namespace weft {

struct Redirect {
  // Without its body. The times are those of its own exchange, with all before it as `earlier`.
  Response response;
  // The request that comes next.
  http::Method method;
  std::string url;
};

}  // namespace weft
