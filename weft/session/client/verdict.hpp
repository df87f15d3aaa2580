// Whether a request may be sent again, by the end of its call.
#pragma once

#include <weft/http/close.hpp>

namespace weft::session::client {

// RFC 9113 8.7 and 6.8: the server has not processed the request, so that it may be sent again whatever its method is.
// Nor has one that does not begin with SETTINGS (3.4): it does not speak HTTP/2, and the request says nothing to it.
bool was_not_processed(const http::Close& close);

// RFC 9113 7, HTTP_1_1_REQUIRED: the server takes the request over HTTP/1.1, as it has said of the stream or of the
// connection.
bool wants_http11(const http::Close& close);

// RFC 9113 7, ENHANCE_YOUR_CALM: the server wants fewer requests.
bool wants_calm(const http::Close& close);
http::Close calm_close();

// The connection has gone without a word about the request, which may have been processed or not.
bool was_lost(const http::Close& close);
// The same, and we have given it up because nothing came, or nothing was taken.
bool was_given_up(const http::Close& close);

}  // namespace weft::session::client
