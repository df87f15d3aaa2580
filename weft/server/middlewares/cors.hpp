// Pages of other origins may ask (Fetch, 3.2: the CORS protocol).
//
//   api.use(weft::server::cors({.origins = {"https://app.example.org"}, .methods = {"GET", "PUT"},
//                               .headers = {"content-type"}, .credentials = true}));
//
// For the server or for a group, ahead of what asks for credentials: a preflight has none. A preflight (OPTIONS with
// Origin and Access-Control-Request-Method) is answered here, with 204. Requests without Origin, and those of other
// origins, go on without a field of CORS: browsers do not show the answer to such a page. The origin is taken as it is
// written, in lower case, and decides nothing but this: it is no proof of who asks.
#pragma once

#include <string>
#include <vector>

#include <weft/base/time.hpp>
#include <weft/server/middleware.hpp>

namespace weft::server {

struct CorsOptions {
  // "https://app.example.org", with a port where it is not the usual one; {"*"}: all, not with credentials.
  std::vector<std::string> origins = {};
  std::vector<std::string> methods = {"GET", "HEAD", "POST"};
  // Fields that a request may have beyond the harmless ones.
  std::vector<std::string> headers = {};
  // Fields of answers that a page may read beyond the harmless ones.
  std::vector<std::string> exposed = {};
  // Requests may have cookies.
  bool credentials = false;
  // A browser need not ask again for so long. 0: as it likes.
  Duration max_age = {};
};

// Throws std::invalid_argument where no origin is named, where one is none, and for "*" with credentials.
Middleware cors(const CorsOptions& options);

}  // namespace weft::server
