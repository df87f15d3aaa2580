// RFC 4559, Negotiate: users of a Kerberos realm come in by their tickets, through the system's GSSAPI.
//
//   server.get("/private", [](weft::Context& c) { c.text(c.user()); })           // "ada@EXAMPLE.ORG"
//       .use(weft::server::negotiate({.keytab = "/etc/weft/http.keytab"}));
//
// The scheme authenticates a connection, so such a route needs HTTP/1.1: over HTTP/2 the stream ends as that of
// require_http11(), and clients that know it ask again. Over TLS the user stays known for the further requests of the
// connection, on all routes of the same middleware; without TLS each request brings credentials. Tokens are checked on
// other threads (io/errand.hpp), because that reads files.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <weft/negotiate/negotiate.hpp>
#include <weft/server/middleware.hpp>

namespace weft::server {

struct NegotiateOptions {
  // A file with the keys of HTTP/host. Empty: that of KRB5_KTNAME, or the system's.
  std::string keytab = {};
  // The user stays known while a connection of TLS is open. Not for a server whose clients come through a proxy that
  // shares its connections of TLS among them.
  bool keep_user = true;
  // Told why credentials were refused, on the threads of all loops.
  std::function<void(std::string_view why)> on_refused = {};
  const weft::negotiate::Mechanism* mechanism = weft::negotiate::gssapi();
};

// Throws std::runtime_error where weft was built without GSSAPI (WEFT_GSSAPI). Missing keys are no error here: each
// request is refused then, and on_refused is told.
Middleware negotiate(NegotiateOptions options = {});

}  // namespace weft::server
