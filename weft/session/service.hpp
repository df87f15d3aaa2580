// What stands behind a server's connections. The server layer implements it; a driver calls it, on its loop's thread.
#pragma once

#include <weft/http/events.hpp>
#include <weft/session/exchange.hpp>

namespace weft::session {

class Service {
 public:
  virtual void on_request(Exchange& exchange) = 0;
  // After finish(), and after the last octet has been produced or the message has failed. For the access log.
  virtual void on_done(Exchange& exchange) = 0;
  // A request that the engine answered or reset by itself.
  virtual void on_rejected(const Link& link, const http::Rejected& rejected) = 0;

  virtual void on_link_open(const Link& link) = 0;
  virtual void on_link_closed(const Link& link, const http::Close& close) = 0;

 protected:
  ~Service() = default;
};

}  // namespace weft::session
