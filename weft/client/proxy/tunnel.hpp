// The way through a proxy without TLS to an origin, made before the first octet for the origin.
//
//   const auto tunnel = tunnel_through(proxy, origin);
//   io::Connector connector(loop, …, {.overture = tunnel.get()}, user);
//   on_failed(…, io::Reason::proxy_refused):  tunnel->refusal()
#pragma once

#include <memory>
#include <string>
#include <utility>

#include <weft/client/policy/proxies.hpp>
#include <weft/client/reason.hpp>
#include <weft/http/close.hpp>
#include <weft/http/url.hpp>
#include <weft/io/overture.hpp>

namespace weft::client {

class Tunnel : public io::Overture {
 public:
  struct Refusal {
    http::Close close;
    // The proxy's own words, or what was expected instead of them.
    std::string detail;
  };

  virtual ~Tunnel() = default;

  const Refusal& refusal() const { return refusal_; }

 protected:
  Step refuse(Reason reason, std::string detail) { return refuse(close_of(reason), std::move(detail)); }
  // The proxy is as it should be, and says no.
  Step refuse(std::string detail) { return refuse(close_of(io::Reason::proxy_refused), std::move(detail)); }

 private:
  Step refuse(const http::Close& close, std::string detail) {
    refusal_ = {close, std::move(detail)};
    return Step::refused;
  }

  Refusal refusal_;
};

// "example.org:443"
std::string destination_of(const http::Url& origin);

std::unique_ptr<Tunnel> tunnel_through(const Proxy& proxy, const http::Url& origin);

}  // namespace weft::client
