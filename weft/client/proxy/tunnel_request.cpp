#include <weft/client/proxy/tunnel_request.hpp>

#include <utility>

#include <weft/client/proxy/secure_proxy.hpp>
#include <weft/client/proxy/stream_tunnel.hpp>
#include <weft/client/reason.hpp>

namespace weft::client {

TunnelRequest::TunnelRequest(SecureProxy& proxy, const http::Url& origin, TunnelUser& user)
    : loop_(proxy.loop()), origin_(origin), user_(user) {
  loop_.deadlines().arm(*this, loop_.now() + proxy.connect_limit());
  proxy.add(*this);
}

TunnelRequest::~TunnelRequest() {
  if (tunnel_ != nullptr) tunnel_->give_up();
}

void TunnelRequest::begun(StreamTunnel& tunnel) {
  tunnel_ = &tunnel;
  ++begun_;
}

void TunnelRequest::succeed(io::Connected socket, Duration round_trip, Time resolved) {
  end();
  user_.on_tunnel(std::move(socket), round_trip, resolved);
}

void TunnelRequest::fail(const http::Close& close, const std::string& detail) {
  end();
  user_.on_no_tunnel(close, detail);
}

void TunnelRequest::end() {
  tunnel_ = nullptr;
  loop_.deadlines().disarm(*this);
}

// The connection that has not answered carries no further tunnel before it is heard again.
void TunnelRequest::on_deadline(Time /*now*/) {
  hook.unlink();
  if (tunnel_ != nullptr) std::exchange(tunnel_, nullptr)->time_out();
  fail(close_of(io::Reason::proxy_timeout));
}

}  // namespace weft::client
