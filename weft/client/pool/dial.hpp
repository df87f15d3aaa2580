// A connection that a pool makes: over the network, through a proxy or into a server of this process.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <weft/client/pool/coalescing.hpp>
#include <weft/client/pool/origin_pool.hpp>
#include <weft/client/proxy/tunnel.hpp>
#include <weft/client/proxy/tunnel_request.hpp>
#include <weft/io/connector.hpp>
#include <weft/io/socket_channel.hpp>

namespace weft::client {

class OriginPool::Dial final : public Coalescing::Seeker,
                               private io::ConnectorUser,
                               private TunnelUser,
                               private io::Later {
 public:
  Dial(OriginPool& pool, session::Protocols offered, bool alone);
  ~Dial();

  const session::Protocols offered;
  const bool alone;
  Time begun() const { return connector_ ? connector_->begun() : begun_; }
  Time resolved() const { return connector_ ? connector_->resolved() : resolved_; }
  Time attempted() const { return connector_ ? connector_->attempted() : resolved_; }

 private:
  void ask_network();
  void ask_for_tunnel();
  std::unique_ptr<io::SocketChannel> channel_in_tunnel(io::Connected socket) const;
  // The server of this process takes each connection at once.
  void on_later() override;
  bool on_addresses(const std::vector<io::SocketAddress>& addresses) override;
  void go_on() override { connector_->go_on(); }
  // All five destroy this.
  void found(Coalescing::Offer& offer) override { pool_.found(*this, offer); }
  void on_connected(std::unique_ptr<io::Channel> channel) override;
  void on_failed(std::error_code error, io::Reason reason) override;
  void on_tunnel(io::Connected socket, Duration round_trip, Time resolved) override;
  void on_no_tunnel(const http::Close& close, const std::string& detail) override;

  OriginPool& pool_;
  const Time begun_;
  Time resolved_;
  // Trust::reading()
  std::size_t trust_ = 0;
  // Null where the proxy is reached over TLS, or where there is none.
  std::unique_ptr<Tunnel> tunnel_;
  // Over the network.
  std::optional<io::Connector> connector_;
  // Through a proxy that is reached over TLS.
  std::optional<TunnelRequest> request_;
};

}  // namespace weft::client
