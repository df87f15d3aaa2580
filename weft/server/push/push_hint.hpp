// A push as a hint: the client is told by a Link of rel=preload to ask by itself (RFC 8288, RFC 8297).
#pragma once

#include <string>
#include <string_view>

#include <weft/http/head.hpp>

namespace weft::server {

// "style", "script", "font", "image" or "fetch": the use that a page makes of the file, by the extension of the path.
std::string_view preloaded_as(std::string_view path);
// A word that `as` may be.
bool is_preloaded_as(std::string_view as);

// "</style.css>; rel=preload; as=style". `path` is a valid target of a request; an empty `as` is preloaded_as().
std::string preload_link(std::string_view path, std::string_view as);

// The client reads a 103 for what it is. Clients of HTTP/2 do; over HTTP/1.1 only browsers that open a page do.
bool takes_early_hints(const http::RequestHead& request);

}  // namespace weft::server
