// RFC 6750: tokens, as OAuth 2.0 gives them out.
//
//   server.use(weft::server::bearer("api", [](std::string_view token) -> std::optional<std::string> {
//     return user_of(token);                                             // nothing: the token is not good
//   }));
//
// A request without a token is answered with 401 and a challenge, one whose token is not good with 401 and
// `error="invalid_token"`, one whose Authorization is malformed with 400 and `error="invalid_request"` (RFC 6750 3.1).
// Handlers say themselves what a user may do: c.user(), and 403. Tokens in the query or in a form are not taken.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <weft/io/task.hpp>
#include <weft/server/middleware.hpp>

namespace weft::server {

// Whose token it is.
using BearerCheck = std::function<std::optional<std::string>(std::string_view token)>;
// For a check that waits.
using LateBearerCheck = std::function<Task<std::optional<std::string>>(std::string token)>;

// c.user() is the one that the check has told. Throws as basic() does.
Middleware bearer(std::string_view realm, BearerCheck check);
Middleware bearer(std::string_view realm, LateBearerCheck check);

}  // namespace weft::server
