// The service that stands behind a server's connections. The server layer implements it; a connection calls it, on its
// loop's thread.
#pragma once

#include <weft/http/events.hpp>
#include <weft/session/server/exchange.hpp>

namespace weft::session::server {

class Service {
 public:
  virtual void on_request(Exchange& exchange) = 0;
  // After finish(), and after the last octet has been produced or the message has failed. For the access log.
  virtual void on_done(Exchange& exchange) = 0;
  // A request that the engine answered or reset by itself.
  virtual void on_rejected(const Facts& facts, const http::Rejected& rejected) = 0;

  virtual void on_connection_open(const Facts& facts) = 0;
  virtual void on_connection_closed(const Facts& facts, const http::Close& close) = 0;

 protected:
  ~Service() = default;
};

}  // namespace weft::session::server
