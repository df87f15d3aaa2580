// The connections to an https proxy, and the tunnels that they carry. Where the proxy chose HTTP/2, tunnels are streams
// of one connection, as far as it has room; where it chose HTTP/1.1, each has a connection of its own.
#pragma once

#include <cstddef>
#include <list>
#include <string>

#include <weft/base/intrusive_list.hpp>
#include <weft/base/owning_list.hpp>
#include <weft/client/options.hpp>
#include <weft/client/pool/trust.hpp>
#include <weft/client/proxy/stream_tunnel.hpp>
#include <weft/client/proxy/tunnel_request.hpp>
#include <weft/io/connector.hpp>
#include <weft/session/client/connections.hpp>

namespace weft::client {

// All proxies of a loop share this.
struct ProxyParts {
  io::Loop& loop;
  const ClientOptions& options;
  session::client::Connections& connections;
  Trust& trust;
};

class SecureProxy final : private StreamTunnelOwner, private session::client::ConnectionUser, private io::Later {
 public:
  SecureProxy(const Proxy& proxy, const ProxyParts& parts);
  ~SecureProxy();
  SecureProxy(const SecureProxy&) = delete;
  SecureProxy& operator=(const SecureProxy&) = delete;

  const Proxy& proxy() const { return proxy_; }
  // Connections that are being made are given up.
  void close();

  // --- for requests --------------------------------------------------------------------------------------------------
  void add(TunnelRequest& request);
  io::Loop& loop() const { return parts_.loop; }
  Duration connect_limit() const { return parts_.options.connect_limit; }

 private:
  class Dial;

  struct Live {
    session::client::Connection* connection = nullptr;
    bool open = false;
  };

  void ask_again(TunnelRequest& request) override;
  void over(StreamTunnel& tunnel) override { tunnels_.erase(tunnel); }
  void on_open(session::client::Connection& connection) override;
  void on_room(session::client::Connection&) override { dispatch(); }
  void on_closed(session::client::Connection& connection, const http::Close& close) override;
  void on_later() override { dispatch(); }

  void dispatch();
  session::client::Connection* find_room();
  std::size_t missing();
  void connected(Dial& dial, std::unique_ptr<io::Channel> channel);
  void failed(Dial& dial, const http::Close& close);
  void fail_waiting(const http::Close& close, const std::string& detail = {});

  const Proxy& proxy_;
  const ProxyParts parts_;
  IntrusiveList<TunnelRequest, &TunnelRequest::hook> waiting_;
  std::list<Dial> dials_;
  std::list<Live> live_;
  OwningList<StreamTunnel, &StreamTunnel::hook> tunnels_;
  // Many connections are needed.
  bool speaks_http11_ = false;
};

// Those of a loop.
class SecureProxies {
 public:
  explicit SecureProxies(const ProxyParts& parts) : parts_(parts) {}

  // `proxy` must outlive this.
  SecureProxy& of(const Proxy& proxy);
  void close();

 private:
  const ProxyParts parts_;
  // Two at most: one for each scheme of URLs.
  std::list<SecureProxy> all_;
};

}  // namespace weft::client
