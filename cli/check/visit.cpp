#include <cli/check/visit.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>
#include <weft/io/address.hpp>

namespace weft::cli::check {

namespace {

// A server that goes on talking does not hold a case up for longer, in times of its patience.
constexpr int most_patience = 10;

Time clock_now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

Visit::Visit(io::Loop& loop, const Place& place, const conformance::Case& one, const conformance::Peer& peer,
             const conformance::Patience& patience, Done done)
    : loop_(loop),
      latest_(clock_now() + most_patience * patience.answer),
      done_(std::move(done)),
      recorded_(place.recorded),
      exchange_(http::Role::client, clock_now()),
      talk_(one, peer, patience, &exchange_) {
  if (one.tls && place.tls) {
    offer_ = &*one.tls;
    tls_ = std::make_unique<TlsTalk>(*offer_, place.url.host);
  }
  io::ConnectOptions options;
  options.timeout = 5 * patience.answer;
  options.tls = offer_ == nullptr ? place.tls : nullptr;
  options.channel.handshake_timeout = options.timeout;
  options.channel.server_name = place.url.host;
  connector_ = std::make_unique<io::Connector>(loop, io::ConnectTarget{.host = place.url.host, .port = place.url.port},
                                               options, static_cast<io::ConnectorUser&>(*this));
}

Visit::~Visit() {
  *alive_ = false;
}

void Visit::on_connected(std::unique_ptr<io::Channel> channel) {
  channel_ = std::move(channel);
  channel_->start(*this);
}

void Visit::on_failed(std::error_code error, io::Reason reason) {
  unreachable(fmt::format("{}: {}", to_string(reason), error.message()));
}

void Visit::on_open() {
  if (tls_) return shake_hands();
  if (const io::TlsFacts* tls = channel_->tls(); tls != nullptr && tls->alpn != "h2") {
    return unreachable("the server does not choose h2 by ALPN");
  }
  begin(channel_->tls() != nullptr);
}

// The octets behind the handshake are heard where they tell more than it does.
void Visit::shake_hands() {
  send({});
  if (!is_settled(*offer_, tls_->heard())) return loop_.deadlines().arm(*this, latest_);
  of_handshake_ = judge_handshake(*offer_, tls_->heard());
  if (of_handshake_) return finish();
  begin(true);
  take_opened();
}

void Visit::begin(bool is_secure) {
  open_ = true;
  if (recorded_) exchange_.record(io::to_string(channel_->local()), io::to_string(channel_->peer()), is_secure);
  go_on();
}

void Visit::on_received(MutableOctets octets) {
  if (over_) return;
  if (tls_) {
    tls_->receive(octets);
    return open_ ? take_opened() : shake_hands();
  }
  talk_.receive(octets, clock_now());
  go_on();
}

void Visit::take_opened() {
  if (over_) return;
  const testkit::Bytes octets = tls_->take_opened();
  send({});
  if (!octets.empty()) {
    talk_.receive(octets, clock_now());
    go_on();
  }
  // Nothing else can be right after another handshake.
  if (offer_->renegotiates && tls_->heard().renegotiated) return finish();
  if (tls_->has_ended()) end(conformance::Heard::End::closed);
}

// Records of TLS itself, an alert for instance, go along.
void Visit::send(testkit::Bytes octets) {
  if (tls_) {
    tls_->send(octets);
    octets = tls_->take_sealed();
  }
  if (!octets.empty()) channel_->send(octets);
}

// Sends what there is to send, and waits.
void Visit::go_on() {
  if (talk_.is_over()) return finish();
  testkit::Bytes octets = talk_.take_octets(clock_now());
  read_as_meant();
  if (!octets.empty()) send(std::move(octets));
  const bool has_sent_all = talk_.heard().awaited.empty();
  if (tls_ && offer_->renegotiates && has_sent_all && !std::exchange(has_renegotiated_, true)) {
    tls_->renegotiate();
    send({});
  }
  loop_.deadlines().arm(*this, std::min(clock_now() + talk_.patience(), latest_));
}

void Visit::read_as_meant() {
  if (talk_.reads() == !paused_) return;
  paused_ = !paused_;
  paused_ ? channel_->pause() : channel_->resume();
}

void Visit::on_deadline(Time) {
  if (over_) return;
  if (!open_) {
    of_handshake_ = judge_handshake(*offer_, tls_->heard());
    return finish();
  }
  talk_.wait_no_longer(clock_now());
  go_on();
}

void Visit::on_end() {
  end(conformance::Heard::End::closed);
}

void Visit::on_closed(std::error_code error, io::Reason reason) {
  if (!open_ && !tls_) return unreachable(fmt::format("{}: {}", to_string(reason), error.message()));
  end(error ? conformance::Heard::End::reset : conformance::Heard::End::closed);
}

void Visit::end(conformance::Heard::End end) {
  if (over_) return;
  if (tls_ && !open_) {
    tls_->end();
    return shake_hands();
  }
  talk_.end(end, clock_now());
  finish();
}

void Visit::unreachable(std::string why) {
  if (over_) return;
  result_.unreachable = std::move(why);
  finish();
}

// The visit cannot go away inside a call of its channel or its connector.
void Visit::finish() {
  if (std::exchange(over_, true)) return;
  loop_.deadlines().disarm(*this);
  result_.judgement = of_handshake_ ? *of_handshake_ : talk_.judgement();
  if (tls_) {
    result_.tls = tls_->heard();
    if (!of_handshake_) result_.judgement = judge_afterwards(*offer_, result_.tls, result_.judgement);
  }
  result_.peer = talk_.peer();
  result_.peer.body = content_of(talk_.heard(), 1);
  result_.exchange = exchange_.words();
  result_.recording = exchange_.recording();
  loop_.post([this, alive = alive_] {
    if (!*alive) return;
    const Done done = std::move(done_);
    done(*this);
  });
}

}  // namespace weft::cli::check
