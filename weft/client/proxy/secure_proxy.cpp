#include <weft/client/proxy/secure_proxy.hpp>

#include <algorithm>
#include <utility>

#include <weft/client/pool/connect_options.hpp>
#include <weft/client/reason.hpp>

namespace weft::client {

// A connection to the proxy that is being made.
class SecureProxy::Dial final : private io::ConnectorUser {
 public:
  explicit Dial(SecureProxy& owner)
      : owner_(owner),
        connector_(owner.parts_.loop, {.host = owner.proxy_.host, .port = owner.proxy_.port}, options_for(owner.parts_),
                   static_cast<io::ConnectorUser&>(*this)) {}

  const io::Connector& connector() const { return connector_; }

 private:
  static io::ConnectOptions options_for(const ProxyParts& parts) {
    io::ConnectOptions options = connect_options(parts.options);
    options.tls = parts.trust.offering_to_proxy({});
    return options;
  }
  // Both destroy this.
  void on_connected(std::unique_ptr<io::Channel> channel) override { owner_.connected(*this, std::move(channel)); }
  void on_failed(std::error_code, io::Reason reason) override { owner_.failed(*this, close_of(reason)); }

  SecureProxy& owner_;
  io::Connector connector_;
};

SecureProxy::SecureProxy(const Proxy& proxy, const ProxyParts& parts) : proxy_(proxy), parts_(parts) {}

SecureProxy::~SecureProxy() = default;

void SecureProxy::close() {
  dials_.clear();
}

void SecureProxy::add(TunnelRequest& request) {
  waiting_.push_back(request);
  parts_.loop.later(*this);
}

void SecureProxy::ask_again(TunnelRequest& request) {
  waiting_.push_front(request);
  parts_.loop.later(*this);
}

// --- which connection ------------------------------------------------------------------------------------------------

void SecureProxy::dispatch() {
  while (!waiting_.empty()) {
    session::client::Connection* const connection = find_room();
    if (connection == nullptr) break;
    TunnelRequest& request = waiting_.pop_front();
    tunnels_.push_back(std::make_unique<StreamTunnel>(*connection, request, static_cast<StreamTunnelOwner&>(*this)))
        .begin(proxy_);
  }
  for (std::size_t count = missing(); count > 0; --count) dials_.emplace_back(*this);
}

session::client::Connection* SecureProxy::find_room() {
  const auto place = std::find_if(live_.begin(), live_.end(),
                                  [](const Live& live) { return live.open && live.connection->room() > 0; });
  return place == live_.end() ? nullptr : place->connection;
}

// How many connections are to be made for those that wait: one where HTTP/2 may come of it, because all can share it.
std::size_t SecureProxy::missing() {
  std::size_t wanted = 0;
  for (TunnelRequest* request = waiting_.empty() ? nullptr : &waiting_.front(); request != nullptr;
       request = waiting_.next(*request)) {
    ++wanted;
  }
  if (!speaks_http11_) wanted = std::min<std::size_t>(wanted, 1);
  const auto opening = std::count_if(live_.begin(), live_.end(), [](const Live& live) { return !live.open; });
  return wanted - std::min(wanted, dials_.size() + static_cast<std::size_t>(opening));
}

// --- connections are made, and go ------------------------------------------------------------------------------------

void SecureProxy::connected(Dial& dial, std::unique_ptr<io::Channel> channel) {
  Live& live = live_.emplace_back();
  live.connection = &parts_.connections.add(std::move(channel), {}, *this);
  live.connection->came_to_be(dial.connector().begun(), dial.connector().resolved(), dial.connector().attempted());
  dials_.remove_if([&](const Dial& each) { return &each == &dial; });
}

void SecureProxy::failed(Dial& dial, const http::Close& close) {
  dials_.remove_if([&](const Dial& each) { return &each == &dial; });
  fail_waiting(close);
}

// All that wait share the fate of the connection: another attempt would fail as well.
void SecureProxy::fail_waiting(const http::Close& close, const std::string& detail) {
  decltype(waiting_) failed;
  while (!waiting_.empty()) failed.push_back(waiting_.pop_front());
  while (!failed.empty()) failed.pop_front().fail(close, detail);
}

void SecureProxy::on_open(session::client::Connection& connection) {
  for (Live& live : live_) live.open |= live.connection == &connection;
  speaks_http11_ = connection.facts().version != http::Version::http2;
  dispatch();
}

void SecureProxy::on_closed(session::client::Connection& connection, const http::Close& close) {
  const auto place =
      std::find_if(live_.begin(), live_.end(), [&](const Live& live) { return live.connection == &connection; });
  const bool was_open = place->open;
  live_.erase(place);
  was_open ? dispatch() : fail_waiting(close, connection.detail_of_end());
}

// --- all of a loop ---------------------------------------------------------------------------------------------------

SecureProxy& SecureProxies::of(const Proxy& proxy) {
  const auto known =
      std::find_if(all_.begin(), all_.end(), [&](const SecureProxy& each) { return each.proxy() == proxy; });
  return known != all_.end() ? *known : all_.emplace_back(proxy, parts_);
}

void SecureProxies::close() {
  for (SecureProxy& each : all_) each.close();
}

}  // namespace weft::client
