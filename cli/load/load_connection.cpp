#include <cli/load/load_connection.hpp>

#include <cli/load/reason.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <weft/io/tls_channel.hpp>

namespace weft::cli::load {

namespace {

// A connection without requests that stood so long before it was ended is worth another one.
constexpr Duration worth_another = std::chrono::milliseconds(250);

// Reads the clock anew: the loop's time is read once a turn, before the octets that came have been opened.
Time clock_now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

LoadConnection::LoadConnection(const LoadConnectionContext& context, LoadConnectionUser& user)
    : context_(context), user_(user), begun_(clock_now()) {
  const Plan& plan = context_.plan;
  context_.loop.deadlines().arm(*this, begun_ + plan.connect_timeout);
  io::ConnectOptions options;
  options.timeout = plan.connect_timeout;
  options.tls = context_.tls;
  options.channel.handshake_timeout = plan.connect_timeout;
  options.channel.server_name = plan.tls.server_name.empty() ? plan.target.url.host : plan.tls.server_name;
  connector_ = std::make_unique<io::Connector>(context_.loop,
                                               io::ConnectTarget{plan.place.host, plan.place.port, plan.place.socket},
                                               options, static_cast<io::ConnectorUser&>(*this));
}

LoadConnection::~LoadConnection() = default;

void LoadConnection::on_connected(std::unique_ptr<io::Channel> channel) {
  connector_.reset();
  channel_ = std::move(channel);
  channel_->start(*this);
}

void LoadConnection::on_failed(std::error_code error, io::Reason reason) {
  connector_.reset();
  if (reason != io::Reason::connect_failed) return lost(to_string(reason), clock_now());
  lost(fmt::format("{}: {}", to_string(reason), error.message()), clock_now());
}

void LoadConnection::on_open() {
  const Time now = clock_now();
  context_.share.tally.connect.record(now - begun_);
  client_ = make_client();
  if (!client_) return hang_up("no_http2: the server chose another protocol");
  heard_ = now;
  // A server of HTTP/2 speaks first.
  context_.loop.deadlines().arm(*this, now + context_.plan.timeout);
  if (client_->ready()) become_usable(now);
  wake(any);
}

std::unique_ptr<LoadClient> LoadConnection::make_client() const {
  const Plan& plan = context_.plan;
  const io::TlsFacts* tls = channel_->tls();
  const bool h2 = tls != nullptr ? tls->alpn == "h2" : plan.version != WantedVersion::http11;
  if (!h2 && plan.version == WantedVersion::http2) return nullptr;
  context_.spoken = fmt::format("{}{}", h2 ? "HTTP/2" : "HTTP/1.1",
                                tls == nullptr ? "" : fmt::format(", {} {}", tls->version, tls->cipher));
  if (h2) return std::make_unique<H2Client>(plan.h2, plan.requests, context_.blocks_for, context_.share);
  return std::make_unique<H1Client>(plan.h2.streams, plan.h2.quota, plan.requests, context_.texts, context_.share);
}

void LoadConnection::become_usable(Time now) {
  usable_ = true;
  context_.loop.deadlines().disarm(*this);
  watch_ages(now);
  user_.on_usable(*this);
}

void LoadConnection::on_received(MutableOctets octets) {
  heard_ = clock_now();
  was_of_use_ = was_of_use_ || client_->open() > 0;
  context_.share.tally.read(octets.size());
  const bool fine = client_->receive(octets, heard_);
  if (!fine) return channel_->close();
  if (!usable_ && client_->ready()) become_usable(heard_);
  wake(any);
}

// finish() keeps the channel's own reason: only it knows whether TLS ended in order.
void LoadConnection::on_end() {
  peer_ended_ = true;
  channel_->finish();
  if (channel_->backlog() > 0) channel_->close();
}

void LoadConnection::on_drained() {
  wake(any);
}

void LoadConnection::wake(std::size_t most) {
  granted_ = granted_ == any || most == any ? any : granted_ + most;
  context_.loop.at_turn_end(*this);
}

void LoadConnection::on_turn_end() {
  if (!channel_ || !client_ || channel_->backlog() != 0) return;
  send();
  if (client_->leaving() && !std::exchange(told_leaving_, true)) user_.on_leaving(*this);
  if (client_->open() > 0) return;
  if (client_->ending()) return hang_up({});
  user_.on_idle(*this);
}

void LoadConnection::send() {
  Buffer& out = context_.loop.output_scratch();
  out.clear();
  const Time now = clock_now();
  client_->compose(out, now, std::exchange(granted_, 0));
  if (out.empty()) return;
  if (usable_) watch_ages(now);
  context_.share.tally.transfers.sent += out.size();
  channel_->send(out.mutable_readable());
  // Octets that did not fit a turn go out in the next one; where the socket is full, on_drained() tells.
  if (client_->wants_to_send() && channel_->backlog() == 0) wake(0);
}

// One deadline for all requests, set again only when it has come.
void LoadConnection::watch_ages(Time now) {
  const Duration limit = context_.plan.timeout;
  const Time sent_before = client_->take_sent_before();
  const Time due = (sent_before == never ? now : sent_before) + limit;
  // A server that allows no request at all owes as well.
  const bool owed = client_->open() > 0 || client_->room() == 0;
  if (owed && due < when()) context_.loop.deadlines().arm(*this, due);
}

void LoadConnection::on_deadline(Time now) {
  if (connector_) {
    connector_.reset();
    return lost(to_string(io::Reason::connect_timeout), now);
  }
  if (!client_) return hang_up(to_string(io::Reason::tls_handshake_timeout));
  if (!usable_) return hang_up(to_string(Reason::settings_timeout));
  const Duration limit = context_.plan.timeout;
  const std::size_t before = client_->open();
  const Time next = client_->expire(now, limit);
  const bool expired = client_->open() < before;
  // A peer that has not said a word since then is gone.
  const bool gone = client_->open() == 0 && now - heard_ >= limit;
  if (expired && (gone || !client_->outlives_failures())) return hang_up(to_string(Reason::timed_out));
  if (client_->open() == 0 && client_->room() == 0) {
    context_.share.tally.error(to_string(Reason::no_streams_allowed));
    return hang_up({});
  }
  if (next != never) context_.loop.deadlines().arm(*this, next);
  wake(any);
}

void LoadConnection::hang_up(std::string_view reason) {
  close_reason_ = reason;
  channel_->finish();
  channel_->close();
}

void LoadConnection::finish() {
  finished_ = true;
  turn_end_hook.unlink();
  connector_.reset();
  context_.loop.deadlines().disarm(*this);
  if (client_) client_->abandon(to_string(Reason::unfinished), clock_now());
  if (channel_) {
    channel_->finish();
    channel_->close();
  }
}

void LoadConnection::on_closed(std::error_code /*error*/, io::Reason reason) {
  const Time now = clock_now();
  channel_.reset();
  // RFC 9112 8: a response that ends with the connection "is considered complete unless an error was indicated by the
  // underlying connection (e.g., an "incomplete close" in TLS would leave the response incomplete".
  const bool orderly = peer_ended_ && reason != io::Reason::tls_truncated;
  const bool broke_off = !usable_ && close_reason_.empty();
  if (client_ && client_->fault().empty() && (orderly || broke_off)) client_->receive_end(now);
  if (!close_reason_.empty()) return lost(close_reason_, now);
  lost(orderly ? to_string(Reason::peer_closed) : to_string(reason), now);
}

void LoadConnection::lost(std::string_view reason, Time now) {
  if (finished_) return;
  context_.loop.deadlines().disarm(*this);
  turn_end_hook.unlink();
  Tally& tally = context_.share.tally;
  const std::string fault = client_ ? client_->fault() : std::string();
  const bool owed = busy();
  if (client_) client_->abandon(fmt::format("connection lost: {}", reason), now);
  if (!usable_) tally.error(fmt::format("no connection: {}", fault.empty() ? reason : std::string_view(fault)));
  // No request tells what was wrong with the connection.
  if (usable_ && !owed && !fault.empty()) tally.error(fault);
  was_of_use_ = was_of_use_ || (usable_ && now - begun_ >= worth_another);
  client_.reset();
  user_.on_over(*this);
}

}  // namespace weft::cli::load
