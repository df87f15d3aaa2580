#include <cli/load/link.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <cli/load/h1_client.hpp>
#include <weft/io/tls_channel.hpp>

namespace weft::cli::load {

namespace {

// Not the loop's: that one is read once a turn, before what came has been opened.
Time clock_now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

Link::Link(const LinkContext& context, LinkUser& user) : context_(context), user_(user) {}

Link::~Link() = default;

void Link::connect() {
  const Target& target = context_.plan.target;
  connector_ =
      std::make_unique<io::Connector>(context_.loop, io::ConnectTarget{.host = target.host, .port = target.port},
                                      io::ConnectOptions{.tls = context_.tls}, static_cast<io::ConnectorUser&>(*this));
}

void Link::on_connected(std::unique_ptr<io::Channel> channel) {
  connector_.reset();
  channel_ = std::move(channel);
  channel_->start(*this);
}

void Link::on_failed(std::error_code /*error*/, std::string_view reason) {
  connector_.reset();
  die(reason);
}

void Link::on_open() {
  protocol_ = make_protocol();
  if (!protocol_) {
    close_reason_ = "no_http2: the server chose another protocol";
    return channel_->close();
  }
  // A server of HTTP/2 speaks first.
  context_.loop.deadlines().arm(*this, clock_now() + context_.plan.timeout);
  if (!settled_ && protocol_->ready()) settle();
  wake(any);
}

std::unique_ptr<Protocol> Link::make_protocol() const {
  const Plan& plan = context_.plan;
  const io::TlsFacts* tls = channel_->tls();
  const bool h2 = tls != nullptr ? tls->alpn == "h2" : plan.version != Version::http11;
  if (!h2 && plan.version == Version::http2) return nullptr;
  context_.spoken = fmt::format("{}{}", h2 ? "HTTP/2" : "HTTP/1.1",
                                tls == nullptr ? "" : fmt::format(", {} {}", tls->version, tls->cipher));
  if (h2) {
    return std::make_unique<H2Client>(plan.h2, plan.requests, context_.blocks_for, context_.pace, context_.tally);
  }
  return std::make_unique<H1Client>(plan.h2.streams, plan.requests, context_.texts, context_.pace, context_.tally);
}

void Link::on_received(MutableOctets octets) {
  const Time now = clock_now();
  context_.tally.read(octets.size());
  const bool fine = protocol_->receive(octets, now);
  if (!fine) return channel_->close();
  context_.loop.deadlines().arm(*this, now + context_.plan.timeout);
  if (!settled_ && protocol_->ready()) settle();
  wake(any);
}

void Link::on_end() {
  protocol_->receive_end(clock_now());
  close_reason_ = "peer_closed";
  channel_->close();
}

void Link::on_drained() {
  wake(any);
}

void Link::wake(std::size_t most) {
  granted_ = granted_ == any || most == any ? any : granted_ + most;
  context_.loop.at_turn_end(*this);
}

void Link::on_turn_end() {
  if (!channel_ || !protocol_ || channel_->backlog() != 0) return;
  send();
  if (protocol_->open() > 0) {
    useful_ = true;
    return;
  }
  if (protocol_->ending()) return channel_->close();
  user_.on_idle(*this);
}

void Link::send() {
  Buffer& out = context_.loop.output_scratch();
  out.clear();
  const Time now = clock_now();
  protocol_->compose(out, now, std::exchange(granted_, 0));
  if (out.empty()) return;
  context_.loop.deadlines().arm(*this, now + context_.plan.timeout);
  context_.tally.traffic.sent += out.size();
  channel_->send(out.mutable_readable());
  // What did not fit a turn goes out in the next one; where the socket is full, on_drained() tells.
  if (protocol_->wants_to_send() && channel_->backlog() == 0) wake(0);
}

void Link::on_deadline(Time /*now*/) {
  // A server that allows no request at all owes as well.
  const bool owed = !protocol_->ready() || protocol_->open() > 0 || protocol_->room() == 0;
  if (!owed) return;
  close_reason_ = "timeout";
  channel_->close();
}

void Link::finish() {
  finished_ = true;
  turn_end_hook.unlink();
  connector_.reset();
  context_.loop.deadlines().disarm(*this);
  if (protocol_) protocol_->abandon("unfinished");
  if (!channel_) return;
  channel_->finish();
  channel_->close();
}

void Link::on_closed(std::error_code /*error*/, std::string_view reason) {
  context_.loop.deadlines().disarm(*this);
  turn_end_hook.unlink();
  channel_.reset();
  if (!close_reason_.empty()) reason = close_reason_;
  const std::string fault = protocol_ ? protocol_->fault() : std::string();
  if (protocol_) protocol_->abandon(fmt::format("connection lost: {}", reason));
  protocol_.reset();
  if (finished_) return;
  if (!useful_) return die(fault.empty() ? reason : std::string_view(fault));
  close_reason_ = {};
  useful_ = false;
  if (context_.pace.exhausted(clock_now())) return user_.on_idle(*this);
  ++context_.tally.reconnects;
  connect();
}

void Link::die(std::string_view reason) {
  context_.tally.error(fmt::format("no connection: {}", reason));
  dead_ = true;
  if (settled_) return user_.on_idle(*this);
  settle();
}

void Link::settle() {
  settled_ = true;
  user_.on_settled(*this);
}

}  // namespace weft::cli::load
