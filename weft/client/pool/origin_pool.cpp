#include <weft/client/pool/origin_pool.hpp>

#include <algorithm>
#include <utility>

#include <weft/client/reason.hpp>

namespace weft::client {

namespace {

using session::Protocols;
using Stage = ClientError::Stage;

bool same(Protocols a, Protocols b) {
  return a.http1 == b.http1 && a.http2 == b.http2;
}

Stage stage_of(io::Reason reason) {
  return reason == io::Reason::name_not_resolved ? Stage::resolve : Stage::connect;
}

http::Close close_of(io::Reason reason) {
  return {http::Scope::connection, http::Blame::peer, 0, reason};
}

}  // namespace

const std::shared_ptr<const io::TlsContext>& TlsContexts::offering(Protocols protocols) const {
  if (!protocols.http2) return http1;
  return protocols.http1 ? both : http2;
}

// A connection that is being made.
class OriginPool::Dial final : private io::ConnectorUser {
 public:
  Dial(OriginPool& pool, Protocols offered) : offered(offered), pool_(pool) {
    io::ConnectOptions options;
    options.timeout = pool.parts_.options.connect_limit;
    options.channel.handshake_timeout = pool.parts_.options.connect_limit;
    if (pool.origin_.scheme == http::Scheme::https) options.tls = pool.parts_.tls.offering(offered);
    const io::ConnectTarget target{.host = pool.origin_.host, .port = pool.origin_.port};
    connector_.emplace(pool.parts_.loop, target, std::move(options), static_cast<io::ConnectorUser&>(*this));
  }

  const Protocols offered;
  const io::Connector& connector() const { return *connector_; }

 private:
  // Both destroy this.
  void on_connected(std::unique_ptr<io::Channel> channel) override { pool_.connected(*this, std::move(channel)); }
  void on_failed(std::error_code, io::Reason reason) override { pool_.failed(*this, reason); }

  OriginPool& pool_;
  std::optional<io::Connector> connector_;
};

OriginPool::OriginPool(const http::Url& origin, PoolParts parts) : origin_(origin), parts_(parts) {}

OriginPool::~OriginPool() = default;

void OriginPool::add(Transfer& transfer) {
  transfer.wait_in(*this);
  waiting_.push_back(transfer);
  dispatch();
}

void OriginPool::send_again(Transfer& transfer) {
  transfer.wait_in(*this);
  waiting_.push_front(transfer);
  dispatch();
}

void OriginPool::close() {
  while (!waiting_.empty()) {
    waiting_.pop_front().fail(Stage::connect, client::close_of(Reason::client_closed));
  }
  dials_.clear();
}

// --- which connection ------------------------------------------------------------------------------------------------

Protocols OriginPool::wanted_by(const Transfer& transfer) const {
  Protocols wanted = transfer.protocols();
  if (http11_required_ && wanted.http1) wanted.http2 = false;
  return wanted;
}

// HTTP/1.1 that was agreed on in vain for HTTP/2 is the best that the server has; where it was offered alone, HTTP/2
// may be had.
bool OriginPool::serves(const Live& live, const Transfer& transfer) const {
  const Protocols wanted = wanted_by(transfer);
  if (live.connection->facts().version == http::Version::http2) return wanted.http2;
  return wanted.http1 && (!wanted.http2 || live.offered.http2);
}

OriginPool::Live* OriginPool::find(const Transfer& transfer) {
  for (Live& live : live_) {
    if (live.open && live.connection->room() > 0 && serves(live, transfer)) return &live;
  }
  return nullptr;
}

OriginPool::Live* OriginPool::find(const session::client::Connection& connection) {
  const auto place =
      std::find_if(live_.begin(), live_.end(), [&](const Live& live) { return live.connection == &connection; });
  return place == live_.end() ? nullptr : &*place;
}

// Requests begin in the order in which they came, as far as there are connections for what they want.
void OriginPool::dispatch() {
  for (const Live& live : live_) http11_required_ |= live.open && live.connection->wants_http11();
  std::size_t without = 0;
  for_each_waiting([&](Transfer& transfer) {
    if (const Live* live = find(transfer)) {
      waiting_.remove(transfer);
      transfer.begin(*live->connection, http11_required_);
    } else {
      ++without;
      const Protocols protocols = wanted_by(transfer);
      if (may_dial(protocols, without)) dials_.emplace_back(*this, protocols);
    }
  });
}

template <class Visitor>
void OriginPool::for_each_waiting(Visitor visit) {
  Transfer* next = nullptr;
  for (Transfer* transfer = waiting_.empty() ? nullptr : &waiting_.front(); transfer != nullptr; transfer = next) {
    next = waiting_.next(*transfer);
    visit(*transfer);
  }
}

// --- connections are made --------------------------------------------------------------------------------------------

// One handshake at a time where HTTP/2 may come of it: all that wait can share it.
bool OriginPool::may_dial(Protocols protocols, std::size_t without) const {
  const auto dialing =
      std::count_if(dials_.begin(), dials_.end(), [&](const Dial& d) { return same(d.offered, protocols); });
  const auto opening = std::count_if(live_.begin(), live_.end(), [](const Live& live) { return !live.open; });
  const bool shared = protocols.http2 && !speaks_http11_;
  if (shared && dialing + opening > 0) return false;
  if (static_cast<std::size_t>(dialing + opening) >= without) return false;
  const auto lasting =
      std::count_if(live_.begin(), live_.end(), [](const Live& live) { return !live.connection->draining(); });
  return static_cast<std::size_t>(lasting) + dials_.size() < parts_.options.most_connections;
}

void OriginPool::connected(Dial& dial, std::unique_ptr<io::Channel> channel) {
  const Protocols offered = dial.offered;
  const Time begun = dial.connector().begun();
  const Time resolved = dial.connector().resolved();
  dials_.remove_if([&](const Dial& each) { return &each == &dial; });
  live_.push_back({nullptr, offered, false});
  Live& live = live_.back();
  live.connection = &parts_.connections.add(std::move(channel), offered, *this);
  live.connection->came_to_be(begun, resolved);
}

void OriginPool::failed(Dial& dial, io::Reason reason) {
  const Protocols offered = dial.offered;
  dials_.remove_if([&](const Dial& each) { return &each == &dial; });
  fail_waiting(offered, stage_of(reason), close_of(reason));
}

// All that wait for such a connection, and have no other, share its fate: another attempt would fail as well.
void OriginPool::fail_waiting(Protocols protocols, Stage stage, const http::Close& close) {
  for_each_waiting([&](Transfer& transfer) {
    const bool has_another = std::any_of(live_.begin(), live_.end(), [&](const Live& live) {
      return live.open && !live.connection->draining() && serves(live, transfer);
    });
    if (!has_another && same(wanted_by(transfer), protocols)) transfer.fail(stage, close);
  });
}

void OriginPool::on_open(session::client::Connection& connection) {
  Live& live = *find(connection);
  live.open = true;
  if (connection.facts().version != http::Version::http2 && live.offered.http2) speaks_http11_ = true;
  dispatch();
}

void OriginPool::on_room(session::client::Connection&) {
  dispatch();
}

void OriginPool::on_closed(session::client::Connection& connection, const http::Close& close) {
  const Live live = *find(connection);
  live_.remove_if([&](const Live& each) { return each.connection == &connection; });
  if (!live.open) return fail_waiting(live.offered, Stage::tls, close);
  dispatch();
}

}  // namespace weft::client
