// RFC 9110 9.3.6: CONNECT asks an HTTP proxy for a tunnel. Over HTTP/1.1.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include <weft/client/proxy/tunnel.hpp>
#include <weft/h1/head_scanner.hpp>

namespace weft::client {

class ConnectTunnel final : public Tunnel {
 public:
  ConnectTunnel(const Proxy& proxy, const http::Url& origin);

  std::string take_output() override { return std::exchange(request_, {}); }
  std::size_t wanted() const override;
  Step take(Octets octets) override;

 private:
  static constexpr std::size_t longest_head = 16 * 1024;

  Step take_head();

  std::string request_;
  // As far as its head has come.
  std::string answer_;
  h1::HeadScanner scanner_;
};

}  // namespace weft::client
