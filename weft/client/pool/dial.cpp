#include <weft/client/pool/dial.hpp>

#include <algorithm>
#include <utility>

#include <weft/client/pool/connect_options.hpp>
#include <weft/client/proxy/secure_proxy.hpp>
#include <weft/client/reason.hpp>
#include <weft/io/tls_channel.hpp>

namespace weft::client {

namespace {

using Stage = ClientError::Stage;

Stage stage_of(io::Reason reason) {
  const bool by_name = reason == io::Reason::name_not_resolved || reason == io::Reason::resolve_timeout;
  return by_name ? Stage::resolve : Stage::connect;
}

}  // namespace

OriginPool::Dial::Dial(OriginPool& pool, session::Protocols offered, bool alone)
    : offered(offered), alone(alone), pool_(pool), begun_(pool.parts_.loop.now()), resolved_(begun_) {
  const bool is_over_tls = pool.proxy_ != nullptr && pool.proxy_->kind == Proxy::Kind::https;
  if (pool.parts_.options.transport.entrance() != nullptr) {
    pool.parts_.loop.later(*this);
  } else if (is_over_tls && pool.needs_tunnel(offered)) {
    ask_for_tunnel();
  } else {
    ask_network();
  }
}

OriginPool::Dial::~Dial() {
  if (pool_.coalescing_ != nullptr) pool_.coalescing_->forget(*this);
}

void OriginPool::Dial::ask_network() {
  io::ConnectOptions options = connect_options(pool_.parts_.options);
  if (pool_.origin_.scheme == http::Scheme::https) options.tls = pool_.parts_.trust.offering(offered);
  trust_ = pool_.parts_.trust.reading();
  options.channel.server_name = pool_.origin_.host;
  if (pool_.needs_tunnel(offered)) tunnel_ = tunnel_through(*pool_.proxy_, pool_.origin_);
  options.overture = tunnel_.get();
  if (pool_.has_tls_with_proxy()) {
    options.tls = pool_.parts_.trust.offering_to_proxy(offered);
    options.channel.server_name = pool_.proxy_->host;
  }
  connector_.emplace(pool_.parts_.loop, pool_.target(), std::move(options), static_cast<io::ConnectorUser&>(*this));
}

void OriginPool::Dial::ask_for_tunnel() {
  request_.emplace(pool_.parts_.proxies.of(*pool_.proxy_), pool_.origin_, static_cast<TunnelUser&>(*this));
}

void OriginPool::Dial::on_later() {
  auto channel = pool_.parts_.options.transport.entrance()->connect(pool_.parts_.loop);
  channel ? on_connected(std::move(*channel)) : on_failed({}, channel.error());
}

bool OriginPool::Dial::on_addresses(const std::vector<io::SocketAddress>& addresses) {
  Coalescing* const coalescing = pool_.coalescing_;
  if (coalescing == nullptr || alone || !offered.http2) return true;
  const Coalescing::Wanted wanted{&pool_, addresses, trust_};
  if (pool_.may_use_others() && coalescing->seek(*this, wanted)) return false;
  coalescing->offer(*this, wanted);
  return true;
}

void OriginPool::Dial::on_connected(std::unique_ptr<io::Channel> channel) {
  pool_.connected(*this, std::move(channel));
}

void OriginPool::Dial::on_failed(std::error_code /*error*/, io::Reason reason) {
  if (reason == io::Reason::proxy_refused) {
    const Tunnel::Refusal refusal = tunnel_->refusal();
    return pool_.failed(*this, Stage::proxy, refusal.close, refusal.detail);
  }
  pool_.failed(*this, pool_.proxy_ != nullptr ? Stage::proxy : stage_of(reason), close_of(reason), {});
}

void OriginPool::Dial::on_tunnel(io::Connected socket, Duration round_trip, Time resolved) {
  resolved_ = std::max(begun_, resolved);
  auto channel = channel_in_tunnel(std::move(socket));
  channel->set_round_trip(round_trip);
  on_connected(std::move(channel));
}

// TLS with the origin has what the way through the proxy has left of the time.
std::unique_ptr<io::SocketChannel> OriginPool::Dial::channel_in_tunnel(io::Connected socket) const {
  const PoolParts& parts = pool_.parts_;
  if (pool_.origin_.scheme == http::Scheme::http) {
    return std::make_unique<io::SocketChannel>(parts.loop, std::move(socket));
  }
  const io::TlsChannelOptions options{.handshake_timeout = begun_ + parts.options.connect_limit - parts.loop.now(),
                                      .server_name = pool_.origin_.host};
  return std::make_unique<io::TlsChannel>(parts.loop, std::move(socket), parts.trust.offering(offered), options);
}

void OriginPool::Dial::on_no_tunnel(const http::Close& close, const std::string& detail) {
  pool_.failed(*this, Stage::proxy, close, detail);
}

}  // namespace weft::client
