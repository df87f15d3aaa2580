// RFC 7617: names and passwords.
//
//   server.use(weft::server::basic("staff", [](std::string_view user, std::string_view password) {
//     return is_right(user, hash(password));                             // on the threads of all loops
//   }));
//   server.get("/me", [](weft::Context& c) { c.text(c.user()); });
//
// Requests without the right ones are answered with 401 and a challenge, over HTTP/2 as over HTTP/1.1. A password goes
// over the line as it is: require TLS, or refuse where c.secure() is false. The time that the check takes must not tell
// how much of a password was right.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <weft/io/task.hpp>
#include <weft/server/middleware.hpp>

namespace weft::server {

using BasicCheck = std::function<bool(std::string_view user, std::string_view password)>;
// For a check that waits.
using LateBasicCheck = std::function<Task<bool>(std::string user, std::string password)>;

// c.user() is the name behind it. Throws std::invalid_argument for an empty check, and a realm with control octets. The
// challenge asks for UTF-8.
Middleware basic(std::string_view realm, BasicCheck check);
Middleware basic(std::string_view realm, LateBasicCheck check);

}  // namespace weft::server
