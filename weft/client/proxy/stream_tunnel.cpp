#include <weft/client/proxy/stream_tunnel.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include <weft/client/policy/credentials.hpp>
#include <weft/client/proxy/tunnel.hpp>
#include <weft/client/reason.hpp>
#include <weft/io/socket_pair.hpp>
#include <weft/session/client/verdict.hpp>

namespace weft::client {

namespace {

// Octets for the origin that may wait for the proxy's window.
constexpr std::size_t most_upward = 64 * 1024;

// A connection that has ended reads for a second, so that its last words are not lost, and is over then.
constexpr Duration last_words = std::chrono::seconds(2);

// RFC 9113 8.5: "The ":scheme" and ":path" pseudo-header fields MUST be omitted."
http::RequestHead head_for(const Proxy& proxy, const http::Url& origin) {
  http::RequestHead head;
  head.method = http::Method::connect;
  head.method_text = http::to_string(head.method);
  head.authority = head.fields.arena().store(destination_of(origin));
  if (!proxy.user.empty()) {
    head.fields.add(http::FieldName::proxy_authorization, basic_credentials(proxy.user, proxy.password),
                    http::Sensitive::yes);
  }
  return head;
}

}  // namespace

// The octets for the origin on their way to the proxy.
class StreamTunnel::Upward final : public session::Body {
 public:
  explicit Upward(StreamTunnel& tunnel) : tunnel_(&tunnel) {}

  void add(Octets octets) { waiting_.append(octets); }
  void end() { ended_ = true; }
  bool is_full() const { return waiting_.size() >= most_upward; }
  // The tunnel has gone.
  void leave() { tunnel_ = nullptr; }

  http::Pulled pull(MutableOctets room) override {
    using State = http::Pulled::State;
    const Octets octets = waiting_.readable().first(std::min(room.size(), waiting_.size()));
    std::copy(octets.begin(), octets.end(), room.begin());
    const bool was_full = is_full();
    const std::size_t size = octets.size();
    waiting_.consume(size);
    if (was_full && !is_full() && tunnel_ != nullptr) tunnel_->origin_->resume();
    if (!waiting_.empty()) return {size, State::more};
    waiting_.release();
    return {size, ended_ ? State::end : State::blocked};
  }

 private:
  StreamTunnel* tunnel_;
  Buffer waiting_;
  bool ended_ = false;
};

StreamTunnel::StreamTunnel(session::client::Connection& connection, TunnelRequest& request, StreamTunnelOwner& owner)
    : connection_(connection), request_(&request), owner_(owner), begun_(connection.loop().now()) {
  request.begun(*this);
}

StreamTunnel::~StreamTunnel() {
  drop_call();
}

void StreamTunnel::begin(const Proxy& proxy) {
  auto upward = std::make_unique<Upward>(*this);
  Upward* const its_upward = upward.get();
  const auto call = connection_.begin(head_for(proxy, request_->origin()), std::move(upward), *this);
  if (!call) return refuse({http::Scope::connection, http::Blame::user, 0, call.error()});
  call_ = *call;
  upward_ = its_upward;
}

// --- the proxy answers -----------------------------------------------------------------------------------------------

// RFC 9113 8.5: "Once this connection is successfully established, the proxy sends a HEADERS frame containing a
// 2xx-series status code to the client".
void StreamTunnel::on_response(const http::ResponseHead& head) {
  if (http::is_successful(head.status)) return open();
  const auto code = http::code(head.status);
  // RFC 9110 15.5.8
  const http::Close close =
      code == 407 ? close_of(Reason::proxy_authentication_required) : close_of(io::Reason::proxy_refused);
  refuse(close, fmt::format("{} {}", code, http::reason_phrase(head.status)));
}

// The proxy answers when the origin has: a round trip on all of the way has passed.
void StreamTunnel::open() {
  auto pair = io::make_socket_pair();
  if (!pair) return refuse(close_of(pair.error()));
  const session::Facts& facts = connection_.facts();
  io::Loop& loop = connection_.loop();
  origin_ = std::make_unique<io::SocketChannel>(loop, io::Connected{std::move(pair->far), *facts.peer, *facts.local});
  origin_->start(*this);
  call_->receive_body(*this);
  std::exchange(request_, nullptr)
      ->succeed({std::move(pair->near), *facts.peer, *facts.local}, loop.now() - begun_, connection_.story()->resolved);
}

// Nobody has answered a request that is lost with its connection.
void StreamTunnel::on_ended(const http::Close& close) {
  if (request_ == nullptr && has_closed_) return owner_.over(*this);
  if (request_ == nullptr) return;
  const bool was_lost = session::client::was_lost(close);
  if (!was_lost && !session::client::was_not_processed(close)) return refuse(close);
  if (!request_->may_begin_again()) return refuse(was_lost ? close_of(io::Reason::proxy_closed) : close);
  TunnelRequest& request = *std::exchange(request_, nullptr);
  request.lost();
  owner_.ask_again(request);
  owner_.over(*this);
}

void StreamTunnel::refuse(const http::Close& close, const std::string& detail) {
  TunnelRequest& request = *std::exchange(request_, nullptr);
  owner_.over(*this);
  request.fail(close, detail);
}

void StreamTunnel::give_up() {
  request_ = nullptr;
  owner_.over(*this);
}

void StreamTunnel::time_out() {
  connection_.suspect();
  give_up();
}

// --- from the origin -------------------------------------------------------------------------------------------------

std::size_t StreamTunnel::on_body(Octets octets) {
  if (origin_->backlog() > 0) return 0;
  downward_.append(octets);
  origin_->send(downward_.mutable_readable());
  downward_.clear();
  return octets.size();
}

// RFC 9113 8.5: "The END_STREAM flag on a DATA frame is treated as being equivalent to the TCP FIN bit."
void StreamTunnel::on_body_end(const http::Fields* /*trailers*/) {
  origin_->finish();
}

// --- to the origin ---------------------------------------------------------------------------------------------------

void StreamTunnel::on_received(MutableOctets octets) {
  upward_->add(octets);
  if (upward_->is_full()) origin_->pause();
  call_->body_ready();
}

// RFC 9113 8.5: "A proxy that receives a DATA frame with the END_STREAM flag set sends the attached data with the FIN
// bit set on the last TCP segment." A socket that was closed looks like one that has only said its last word.
void StreamTunnel::on_end() {
  upward_->end();
  call_->body_ready();
  connection_.loop().deadlines().arm(*this, connection_.loop().now() + last_words);
}

void StreamTunnel::on_deadline(Time /*now*/) {
  has_closed_ ? owner_.over(*this) : origin_->close();
}

// RFC 9113 8.5: "A TCP connection error is signaled with RST_STREAM." An orderly end waits until its octets have left.
void StreamTunnel::on_closed(std::error_code /*error*/, io::Reason reason) {
  has_closed_ = true;
  if (reason != io::Reason::ended || call_->ended()) owner_.over(*this);
}

void StreamTunnel::drop_call() {
  if (upward_ != nullptr) std::exchange(upward_, nullptr)->leave();
  if (call_ != nullptr) std::exchange(call_, nullptr)->finish();
}

}  // namespace weft::client
