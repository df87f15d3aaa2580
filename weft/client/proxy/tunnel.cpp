#include <weft/client/proxy/tunnel.hpp>

#include <fmt/format.h>

#include <weft/client/proxy/connect_tunnel.hpp>
#include <weft/client/proxy/socks5_tunnel.hpp>
#include <weft/http/authority.hpp>

namespace weft::client {

// RFC 9112 3.2.3: "a client MUST send only the host and port of the tunnel destination as the request-target."
// RFC 9110 9.3.6: "There is no default port; a client MUST send the port number even if the CONNECT request is based on
// a URI reference that contains an authority component with an elided port".
std::string destination_of(const http::Url& origin) {
  return fmt::format("{}:{}", http::parse_authority(origin.authority)->host, origin.port);
}

std::unique_ptr<Tunnel> tunnel_through(const Proxy& proxy, const http::Url& origin) {
  if (proxy.kind == Proxy::Kind::socks5) return std::make_unique<Socks5Tunnel>(proxy, origin);
  return std::make_unique<ConnectTunnel>(proxy, origin);
}

}  // namespace weft::client
