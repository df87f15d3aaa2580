#include <weft/client/proxy/tunnel.hpp>

#include <weft/client/proxy/connect_tunnel.hpp>
#include <weft/client/proxy/socks5_tunnel.hpp>

namespace weft::client {

std::unique_ptr<Tunnel> tunnel_through(const Proxy& proxy, const http::Url& origin) {
  if (proxy.kind == Proxy::Kind::socks5) return std::make_unique<Socks5Tunnel>(proxy, origin);
  return std::make_unique<ConnectTunnel>(proxy, origin);
}

}  // namespace weft::client
