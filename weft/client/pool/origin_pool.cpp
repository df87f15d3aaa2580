#include <weft/client/pool/origin_pool.hpp>

#include <algorithm>
#include <utility>

#include <weft/client/pool/dial.hpp>
#include <weft/client/push/pushes.hpp>
#include <weft/client/reason.hpp>

namespace weft::client {

namespace {

using session::Protocols;
using Stage = ClientError::Stage;

bool same(Protocols a, Protocols b) {
  return a.http1 == b.http1 && a.http2 == b.http2;
}

// Null where connections lead straight to the origin, or go elsewhere altogether.
const Proxy* proxy_for(const http::Url& origin, const ClientOptions& options) {
  const bool elsewhere = !options.unix_socket.empty() || !options.transport.is_network();
  return elsewhere ? nullptr : options.proxies.find(origin);
}

}  // namespace

OriginPool::OriginPool(const http::Url& origin, PoolParts parts, bool negotiates)
    : origin_(origin),
      parts_(parts),
      proxy_(proxy_for(origin, parts.options)),
      negotiates_(negotiates),
      coalescing_(origin.scheme == http::Scheme::https && proxy_ == nullptr && !negotiates ? parts.coalescing
                                                                                           : nullptr) {}

OriginPool::~OriginPool() = default;

bool OriginPool::idle() const {
  const auto is_empty = [](const Waiting& queue) { return queue.empty(); };
  const bool is_unused = live_.empty() && dials_.empty() && held_.empty() && alone_.empty();
  return is_unused && std::all_of(waiting_.begin(), waiting_.end(), is_empty);
}

void OriginPool::add(Transfer& transfer) {
  transfer.wait_in(*this);
  transfer.place = ++last_place_;
  if (parts_.pushes != nullptr && parts_.pushes->serve(transfer)) return;
  if (turned_away(transfer)) return;
  queue_of(transfer).push_back(transfer);
  dispatch();
}

// It goes back to its place. Many come together when a connection ends.
void OriginPool::send_again(Transfer& transfer) {
  transfer.wait_in(*this);
  if (turned_away(transfer)) return;
  insert(transfer);
  parts_.loop.later(*this);
}

void OriginPool::insert(Transfer& transfer) {
  Waiting& queue = queue_of(transfer);
  Transfer* behind = queue.empty() ? nullptr : &queue.front();
  while (behind != nullptr && behind->place < transfer.place) behind = queue.next(*behind);
  if (behind != nullptr) {
    queue.insert_before(*behind, transfer);
  } else {
    queue.push_back(transfer);
  }
}

// A connection for one request begins that before SETTINGS, which an extended CONNECT has to wait for: such a request
// goes to a connection that others share.
void OriginPool::send_alone(Transfer& transfer) {
  if (transfer.request().opens_websocket) return send_again(transfer);
  transfer.wait_in(*this);
  alone_.push_back(transfer);
  parts_.loop.later(*this);
}

void OriginPool::hold(Transfer& transfer, session::client::Connection& connection) {
  held_.push_back({&transfer, &connection});
}

void OriginPool::let_go(Transfer& transfer) {
  if (std::erase_if(held_, [&](const Held& each) { return each.transfer == &transfer; }) > 0) parts_.loop.later(*this);
}

// RFC 4559 5 shows the legs of one exchange; they belong to one connection. Where that has gone the server says what
// is to be done.
void OriginPool::send_held(Transfer& transfer) {
  const auto place =
      std::find_if(held_.begin(), held_.end(), [&](const Held& each) { return each.transfer == &transfer; });
  session::client::Connection* const connection = place == held_.end() ? nullptr : place->connection;
  let_go(transfer);
  if (connection == nullptr || connection->room() == 0) return send_again(transfer);
  transfer.wait_in(*this);
  Live& live = *find(*connection);
  transfer.begin(*connection, way_of(live));
  observe(live);
}

// All streams that were open may say the same: that is once.
void OriginPool::calm_down() {
  const Time now = parts_.loop.now();
  if (now < calm_until_) return;
  const bool again = calm_until_ != Time{} && now - calm_until_ < calm_pause_;
  calm_pause_ = again ? 2 * calm_pause_ : parts_.options.calm_pause;
  calm_until_ = now + calm_pause_;
  parts_.loop.deadlines().arm(*this, calm_until_);
}

void OriginPool::promised(const Transfer& parent, session::client::Connection& connection,
                          const session::client::Promise& promise) {
  if (parts_.pushes != nullptr) parts_.pushes->promised(parent, connection, promise);
}

void OriginPool::changed(const Transfer& transfer, const http::ResponseHead& head) {
  if (parts_.pushes != nullptr) parts_.pushes->changed(transfer, head);
}

void OriginPool::close() {
  const auto fail_all = [](Waiting& queue) {
    while (!queue.empty()) queue.pop_front().fail(Stage::connect, client::close_of(Reason::client_closed));
  };
  for (Waiting& queue : waiting_) fail_all(queue);
  fail_all(alone_);
  dials_.clear();
}

// --- which connection ------------------------------------------------------------------------------------------------

Protocols OriginPool::wanted_by(const Transfer& transfer) const {
  if (negotiates_ || falls_back(transfer)) return {.http1 = true, .http2 = false};
  Protocols wanted = transfer.protocols();
  if (http11_required_ && wanted.http1) wanted.http2 = false;
  if (may_speak_h2c(transfer)) wanted = {.http1 = false, .http2 = true};
  return wanted;
}

// A proxy that reads requests goes on reading them.
bool OriginPool::may_speak_h2c(const Transfer& transfer) const {
  const Request& request = transfer.request();
  const bool likes_http2 = request.version == http::Version::http2 || request.policy == VersionPolicy::or_higher;
  return speaks_h2c_ && likes_http2 && !http11_required_ && proxy_ == nullptr;
}

// A server of this process speaks both on cleartext: the better one is spoken, as TLS would agree on it.
Protocols OriginPool::spoken(Protocols offered) const {
  if (parts_.options.transport.entrance() != nullptr && offered.http2) offered.http1 = false;
  return offered;
}

io::ConnectTarget OriginPool::target() const {
  if (!parts_.options.unix_socket.empty()) return {.path = parts_.options.unix_socket};
  if (proxy_ != nullptr) return {.host = proxy_->host, .port = proxy_->port};
  return {.host = origin_.host, .port = origin_.port};
}

// An HTTP proxy reads requests of cleartext HTTP/1.1. All else goes past it, in a tunnel.
bool OriginPool::needs_tunnel(Protocols protocols) const {
  if (proxy_ == nullptr) return false;
  return proxy_->kind == Proxy::Kind::socks5 || origin_.scheme == http::Scheme::https || !protocols.http1;
}

// TLS in a tunnel is with the origin.
bool OriginPool::has_tls_with_proxy() const {
  return proxy_ != nullptr && proxy_->kind == Proxy::Kind::https && origin_.scheme == http::Scheme::http;
}

Way OriginPool::way_of(const Live& live) const {
  const bool is_read = proxy_ != nullptr && proxy_->kind != Proxy::Kind::socks5 &&
                       origin_.scheme == http::Scheme::http && live.connection->facts().version != http::Version::http2;
  return {.http11_required = http11_required_,
          .negotiates = negotiates_,
          .proxy = is_read ? proxy_ : nullptr,
          .look_up = live.look_up};
}

OriginPool::Waiting& OriginPool::queue_of(const Transfer& transfer) {
  const Protocols protocols = wanted_by(transfer);
  const std::size_t both_or_http2 = protocols.http1 ? 0 : 1;
  return waiting_[protocols.http2 ? both_or_http2 : 2];
}

// HTTP/1.1 that was agreed on in vain for HTTP/2 is the best that the server has; where it was offered alone, HTTP/2
// may be had.
bool OriginPool::may_serve(const Live& live, const Transfer& transfer) const {
  if (!live.open || live.alone || live.refused || is_held(*live.connection)) return false;
  if (live.look_up && transfer.was_misdirected()) return false;
  const Protocols wanted = wanted_by(transfer);
  if (live.connection->facts().version == http::Version::http2) return wanted.http2;
  return wanted.http1 && (!wanted.http2 || live.offered.http2);
}

bool OriginPool::serves(const Live& live, const Transfer& transfer) const {
  return may_serve(live, transfer) && takes(live, transfer);
}

bool OriginPool::is_held(const session::client::Connection& connection) const {
  return std::any_of(held_.begin(), held_.end(), [&](const Held& each) { return each.connection == &connection; });
}

bool OriginPool::makes_room_for(const Transfer& transfer) const {
  return std::any_of(live_.begin(), live_.end(),
                     [&](const Live& live) { return serves(live, transfer) && live.connection->makes_room(); });
}

bool OriginPool::lasts(const Live& live) const {
  return !live.connection->draining() && !live.connection->is_suspect() && !live.refused;
}

OriginPool::Live* OriginPool::find(const Transfer& transfer) {
  for (Live& live : live_) {
    if (serves(live, transfer) && live.connection->room() > 0) return &live;
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
  for (Live& live : live_) {
    http11_required_ |= live.open && live.connection->wants_http11();
    if (live.open) learn_version(*live.connection);
    if (live.open && live.connection->wants_calm() && !std::exchange(live.calmed, true)) calm_down();
  }
  if (wants_extended_connect_) learn_extended_connect();
  if (parts_.loop.now() < calm_until_) return;
  for (Waiting& queue : waiting_) dispatch(queue);
  dispatch_alone();
}

void OriginPool::dispatch(Waiting& queue) {
  while (!queue.empty()) {
    Live* const live = find(queue.front());
    if (live == nullptr) break;
    queue.pop_front().begin(*live->connection, way_of(*live));
    observe(*live);
  }
  // A request that follows another one, as after a redirect, has the connection of that one.
  if (!queue.empty() && makes_room_for(queue.front())) return parts_.loop.at_turn_end(*this);
  std::size_t without = 0;
  for (Transfer* transfer = queue.empty() ? nullptr : &queue.front(); transfer != nullptr;
       transfer = queue.next(*transfer)) {
    if (!may_dial(*transfer, ++without)) break;
    dials_.emplace_back(*this, wanted_by(*transfer), false);
  }
}

void OriginPool::dispatch_alone() {
  std::size_t without = 0;
  const auto dialing = std::count_if(dials_.begin(), dials_.end(), [](const Dial& dial) { return dial.alone; });
  const auto opening =
      std::count_if(live_.begin(), live_.end(), [](const Live& live) { return live.alone && !live.open; });
  for (Transfer* transfer = alone_.empty() ? nullptr : &alone_.front(); transfer != nullptr;
       transfer = alone_.next(*transfer)) {
    if (++without > static_cast<std::size_t>(dialing + opening)) dials_.emplace_back(*this, wanted_by(*transfer), true);
  }
}

// --- connections are made --------------------------------------------------------------------------------------------

// One handshake at a time where HTTP/2 may come of it: all that wait can share it. They also wait until the connection
// that they share has said how many it takes. `without`: the place of the transfer among those without a connection.
bool OriginPool::may_dial(const Transfer& transfer, std::size_t without) const {
  const Protocols protocols = wanted_by(transfer);
  const auto dialing = std::count_if(dials_.begin(), dials_.end(),
                                     [&](const Dial& d) { return !d.alone && same(d.offered, protocols); });
  const auto opening =
      std::count_if(live_.begin(), live_.end(), [](const Live& live) { return !live.alone && !live.open; });
  const bool shared = protocols.http2 && !speaks_http11_;
  if (shared && dialing + opening > 0) return false;
  if (static_cast<std::size_t>(dialing + opening) >= without) return false;
  const bool is_unknown = std::any_of(live_.begin(), live_.end(), [&](const Live& live) {
    return may_serve(live, transfer) && lasts(live) && live.connection->is_first();
  });
  if (is_unknown) return false;
  const auto lasting = std::count_if(live_.begin(), live_.end(), [&](const Live& live) {
    return !live.alone && lasts(live) && (!live.look_up || serves(live, transfer));
  });
  return static_cast<std::size_t>(lasting) + dials_.size() < parts_.options.most_connections;
}

void OriginPool::connected(Dial& dial, std::unique_ptr<io::Channel> channel) {
  for (const Live& live : live_) learn(*live.connection);
  Live& live = live_.emplace_back(Live{.connection = nullptr, .offered = dial.offered, .alone = dial.alone});
  live.connection = &parts_.connections.add(std::move(channel), spoken(dial.offered), *this);
  live.connection->came_to_be(dial.begun(), dial.resolved(), dial.attempted());
  if (coalescing_ != nullptr) live.offer = coalescing_->connected(dial, *live.connection);
  dials_.remove_if([&](const Dial& each) { return &each == &dial; });
  if (learned_.streams) live.connection->expect_streams(*learned_.streams);
  if (learned_.calls) live.connection->expect_calls(*learned_.calls);
}

// The next connection begins with what the last one has learned.
void OriginPool::learn(const session::client::Connection& connection) {
  if (connection.settings_seen() > 0) learned_.streams = connection.stream_limit();
  if (connection.was_too_short()) {
    if (*connection.taken() > 0) learned_.calls = connection.taken();
  } else if (connection.has_outlived()) {
    learned_.calls.reset();
  }
}

// Only SETTINGS prove that there is an HTTP/2 server (RFC 9113 3.4): on cleartext nothing else has been agreed on.
void OriginPool::learn_version(const session::client::Connection& connection) {
  if (connection.facts().version != http::Version::http2 || origin_.scheme != http::Scheme::http) return;
  if (connection.settings_seen() > 0) {
    speaks_h2c_ = true;
  } else if (connection.draining()) {
    speaks_h2c_ = false;
  }
}

// There is a connection already.
void OriginPool::found(Dial& dial, Coalescing::Offer& offer) {
  use(offer, dial.offered, {dial.begun(), dial.resolved()});
  dials_.remove_if([&](const Dial& each) { return &each == &dial; });
  dispatch();
}

void OriginPool::failed(Dial& dial, Stage stage, const http::Close& close, const std::string& detail) {
  const Live wanted{.connection = nullptr, .offered = dial.offered, .alone = dial.alone};
  dials_.remove_if([&](const Dial& each) { return &each == &dial; });
  fail_waiting(wanted, stage, close, detail);
}

// All that wait for such a connection, and have no other, share its fate: another attempt would fail as well.
void OriginPool::fail_waiting(const Live& wanted, Stage stage, const http::Close& close, const std::string& detail) {
  if (wanted.alone) {
    if (!alone_.empty()) alone_.pop_front().fail(stage, close, detail);
    return;
  }
  for (Waiting& queue : waiting_) {
    if (queue.empty() || !same(wanted_by(queue.front()), wanted.offered)) continue;
    const bool has_another = std::any_of(live_.begin(), live_.end(), [&](const Live& live) {
      return serves(live, queue.front()) && !live.connection->draining();
    });
    while (!has_another && !queue.empty()) queue.pop_front().fail(stage, close, detail);
  }
}

// The connection ends with the request.
void OriginPool::begin_alone(session::client::Connection& connection) {
  Live& live = *find(connection);
  if (!alone_.empty()) alone_.pop_front().begin(connection, way_of(live));
  observe(live);
  if (connection.calls() == 0) connection.shutdown();
}

void OriginPool::on_open(session::client::Connection& connection) {
  Live& live = *find(connection);
  live.open = true;
  observe(live);
  if (live.alone) return begin_alone(connection);
  if (live.offer != nullptr) coalescing_->opened(*live.offer);
  if (connection.facts().version != http::Version::http2 && live.offered.http2) speaks_http11_ = true;
  dispatch();
}

void OriginPool::on_room(session::client::Connection& connection) {
  Live& live = *find(connection);
  observe(live);
  if (live.alone && connection.calls() == 0) connection.shutdown();
  dispatch();
  if (live.offer != nullptr) coalescing_->has_room(*live.offer);
}

void OriginPool::on_closed(session::client::Connection& connection, const http::Close& close) {
  const Live live = *find(connection);
  learn(connection);
  learn_version(connection);
  if (parts_.pushes != nullptr) parts_.pushes->connection_gone(connection.facts().id);
  observe_end(live);
  for (Held& each : held_) {
    if (each.connection == &connection) each.connection = nullptr;
  }
  live_.remove_if([&](const Live& each) { return each.connection == &connection; });
  if (live.offer != nullptr) coalescing_->closed(*live.offer);
  if (!live.open) {
    return fail_waiting(live, has_tls_with_proxy() ? Stage::proxy : Stage::tls, close, connection.detail_of_end());
  }
  dispatch();
}

}  // namespace weft::client
