// A host of its own, beside those of a configuration:
//
//   auto shop = server.host("shop.example.org").certificate(weft::Certificate::pem("shop.pem", "shop.key"));
//   shop.get("/", front);
//   shop.files("/static", "shop/static");
//   shop.access_log({.path = "shop.log"});
//
// Clients that ask for the host get its routes and files, and none of the server's. The server's middleware comes
// before the host's, and what the host does not say is as for the server: not_found(), on_error(), compression, limits.
// Hosts that nobody has named get the first site, which is the server's own where no configuration names another.
//
// A Host is a handle as a Group is, and what it says comes before start() as well.
#pragma once

#include <weft/server/certificate.hpp>
#include <weft/server/errors.hpp>
#include <weft/server/group.hpp>

namespace weft::server {

struct AccessLogOptions;
struct CompressionOptions;
struct HostPlan;

class Host : public Group {
 public:
  // For clients that ask for the host by RFC 6066 3 (SNI), on all endpoints of https that have no other for it.
  Host& certificate(const Certificate& certificate);
  // Has the lines of this host alone; the server's logs have them as well. Any number of them.
  Host& access_log(const AccessLogOptions& options);
  // Instead of the server's: errors.hpp, compression/compression.hpp.
  Host& on_error(ErrorHandler handler);
  Host& compress(const CompressionOptions& options);

 private:
  friend class weft::Server;

  Host(Server& server, HostPlan& plan);

  HostPlan* host_;
};

}  // namespace weft::server
