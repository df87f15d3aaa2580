// Fields that tell browsers to be careful with what they get.
//
//   server.use(weft::server::security_headers());
//   server.use(weft::server::security_headers({.content_security_policy = "default-src 'self'", .hsts = 8760h}));
//
// A handler may set any of them anew. An empty value is not sent.
#pragma once

#include <string>

#include <weft/base/time.hpp>
#include <weft/server/middleware.hpp>

namespace weft::server {

struct SecurityHeaders {
  std::string content_type_options = "nosniff";
  std::string frame_options = "DENY";
  std::string referrer_policy = "strict-origin-when-cross-origin";
  std::string cross_origin_opener_policy = "same-origin";
  std::string content_security_policy = {};
  std::string permissions_policy = {};
  // RFC 6797: so long browsers come by https alone. Sent over TLS only; 0: not at all.
  Duration hsts = {};
  bool hsts_subdomains = false;
};

// Throws std::invalid_argument for a value that no field can have.
Middleware security_headers(const SecurityHeaders& options = {});

}  // namespace weft::server
