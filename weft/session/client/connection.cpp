#include <weft/session/client/connection.hpp>

#include <algorithm>
#include <utility>

#include <weft/h2/priority/dependency.hpp>
#include <weft/http/priority_field.hpp>
#include <weft/io/address.hpp>
#include <weft/session/client/connections.hpp>

namespace weft::session::client {

Connection::Connection(std::unique_ptr<io::Channel> its_channel, Protocols protocols, Connections& connections,
                       ConnectionUser& user)
    : session::Connection(std::move(its_channel), connections.timeouts),
      connections_(connections),
      protocols_(protocols),
      user_(user),
      begun_at_(now()),
      resolved_at_(now()),
      attempted_at_(now()),
      connected_at_(now()),
      first_streams_(connections.options.first_streams) {
  known().id = next_connection_id();
  known().fallback = Fallback::cleartext;
}

// --- which version ---------------------------------------------------------------------------------------------------

void Connection::open_engine() {
  const Duration age = connections_.options.age;
  age_limit_ = now() + spread(age * 9 / 10, age * 11 / 10, facts().id);
  known().tls = channel().tls();
  if (facts().tls != nullptr) return negotiate(*facts().tls);
  if (protocols_.http1) return speak_h1(Fallback::cleartext);
  speak_h2();
}

// RFC 9113 3.2: "HTTP/2 over TLS uses the "h2" protocol identifier." RFC 7301 3.2: a server without the extension has
// chosen nothing, and speaks HTTP/1.1.
void Connection::negotiate(const io::TlsFacts& tls) {
  if (protocols_.http2 && tls.alpn == "h2") return speak_h2();
  const Fallback why = !protocols_.http2  ? Fallback::not_enabled
                       : tls.alpn.empty() ? Fallback::no_alpn
                                          : Fallback::peer_chose_http11;
  known().fallback = why;
  if (!protocols_.http1) return abandon(Reason::no_common_version);
  speak_h1(why);
}

void Connection::speak_h1(Fallback why) {
  engine().start_h1(http::Role::client, connections_.options.h1, now());
  known().version = http::Version::http11;
  known().fallback = why;
  tell_open();
}

void Connection::speak_h2() {
  engine().start_h2(http::Role::client, connections_.h2, connections_.workspace, now());
  known().version = http::Version::http2;
  known().fallback = Fallback::none;
  tell_open();
}

void Connection::tell_open() {
  const auto tls = facts().tls == nullptr ? std::nullopt : std::optional(*facts().tls);
  story_ = std::make_shared<const ConnectionFacts>(ConnectionFacts{.id = facts().id,
                                                                   .peer = io::to_string(*facts().peer),
                                                                   .tls = tls,
                                                                   .begun = begun_at_,
                                                                   .resolved = resolved_at_,
                                                                   .attempted = attempted_at_,
                                                                   .connected = connected_at_,
                                                                   .opened = now()});
  let_listen(http::Role::client, connections_.options.trace, connections_.options.h1, connections_.h2);
  user_.on_open(*this);
}

// --- calls begin -----------------------------------------------------------------------------------------------------

// RFC 9113 5.1.2: "Endpoints MUST NOT exceed the limit set by their peer." Before the server's SETTINGS nothing is set.
std::size_t Connection::room() const {
  if (draining_ || gone() || !engine().started() || is_suspect()) return 0;
  std::size_t room = engine().room();
  if (engine().h2() == nullptr) return room;
  if (settings_seen_ == 0) room = std::min(room, first_streams_ - std::min(first_streams_, calls_.size()));
  if (headed_ < first_calls_) room = std::min(room, first_calls_ - std::min(first_calls_, begun_));
  return room;
}

bool Connection::is_first() const {
  if (!engine().started()) return true;
  return engine().h2() != nullptr && (settings_seen_ == 0 || headed_ < first_calls_);
}

std::size_t Connection::stream_limit() const {
  return engine().h2() != nullptr ? engine().h2()->peer_stream_limit() : 1;
}

std::optional<bool> Connection::takes_extended_connect() const {
  if (engine().h2() == nullptr || settings_seen_ == 0) return std::nullopt;
  return engine().h2()->takes_extended_connect();
}

// RFC 7540 5.3.2: a server that knows the tree alone gets the urgency as a weight.
std::optional<h2::Dependency> Connection::weighed(const http::RequestHead& head) const {
  if (!connections_.options.h2.dependencies) return std::nullopt;
  const auto field = head.fields.find(http::FieldName::priority);
  const auto priority = field ? http::parse_priority_field(*field) : std::nullopt;
  if (!priority) return std::nullopt;
  return h2::Dependency{.weight = h2::weight_of(priority->or_default().urgency)};
}

Result<Call*, http::Misuse> Connection::begin(const http::RequestHead& head, std::unique_ptr<Body> body,
                                              CallUser& user) {
  if (room() == 0) return fail(draining_ || gone() ? http::Misuse::connection_closing : http::Misuse::stream_limit);
  Call& call = connections_.calls.take();
  http::BodySource* source = call.prepare(*this, *this, user, std::move(body));
  const auto opened = engine().open(head, source, now(), weighed(head));
  if (!opened) {
    call.clear();
    connections_.calls.give_back(call);
    return fail(opened.error());
  }
  call.opened(*opened);
  call.is_tunnel = head.method == http::Method::connect;
  calls_.insert(call);
  ++begun_;
  if (now() - heard() >= connections_.options.quiet) ask_for_life();
  touch();
  return &call;
}

// --- is the peer still there? ----------------------------------------------------------------------------------------

void Connection::suspect() {
  suspected_ = true;
  suspected_at_ = now();
  ask_for_life();
}

// Beyond the RFC: 6.7 leaves open when to ask. Servers end connections whose PINGs are many, so that there is never
// more than one without its answer, and time alone asks nothing. Any octet is an answer as good as that of the PING.
void Connection::ask_for_life() {
  if (gone() || engine().h2() == nullptr) return;
  if (!ping_outstanding_ && now() >= next_ping_) {
    engine().ping({'w', 'e', 'f', 't', ' ', 'y', 'o', 'u'});
    ping_outstanding_ = true;
    next_ping_ = now() + connections_.options.ping_interval;
  }
  if (ping_outstanding_) expect_octets_by(now() + connections_.options.ping_answer);
  touch();
}

// --- the engine's events ---------------------------------------------------------------------------------------------

void Connection::poll_engine() {
  while (!retiring_.empty()) retire(retiring_.pop_front());
  if (gone() || !engine().started()) return;
  engine().poll([this](const auto& event) { on(event); });
  stop_uploads();
}

template <class Event>
void Connection::tell(http::MessageId message, Event event) {
  if (Call* call = calls_.find(message)) event(*call);
}

void Connection::on(const http::InterimReceived& interim) {
  tell(interim.message, [&](Call& call) { call.take_interim(*interim.head); });
}

void Connection::on(const http::ResponseReceived& response) {
  tell(response.message, [&](Call& call) {
    note_head(call);
    call.take_response(*response.head, response.end);
    if (response.end == http::End::yes) watch_upload(call);
  });
}

void Connection::on(const http::DataReceived& data) {
  tell(data.message, [&](Call& call) {
    call.take_data(data.octets, data.end);
    if (data.end == http::End::yes) watch_upload(call);
  });
}

void Connection::on(const http::TrailersReceived& trailers) {
  tell(trailers.message, [&](Call& call) {
    call.take_trailers(trailers.fields);
    watch_upload(call);
  });
}

void Connection::on(const http::Closed& closed) {
  tell(closed.message, [&](Call& call) {
    CallList::remove(call);
    note_head(call);
    served_ |= call.answered();
    call.end(meaning_of(closed.close));
    if (call.finished()) retiring_.push_back(call);
  });
}

void Connection::on(const http::ConnectionClosed& closed) {
  draining_ = true;
  leave(closed.close);
}

void Connection::on(const h2::GoawayReceived& goaway) {
  draining_ = true;
  if (goaway.code == h2::ErrorCode::http_1_1_required) wants_http11_ = true;
  if (goaway.code == h2::ErrorCode::enhance_your_calm) wants_calm_ = true;
  // RFC 9113 5.1.1: our streams are 1, 3, 5 …
  taken_ = std::min<std::size_t>(begun_, (std::size_t{goaway.last} + 1) / 2);
}

void Connection::on(const h2::OriginReceived& received) {
  std::vector<std::string_view> origins;
  for (const std::string_view origin : h2::OriginsView(received.entries)) origins.push_back(origin);
  user_.on_origins(*this, origins);
}

void Connection::note_head(Call& call) {
  if (!std::exchange(call.headed, true)) ++headed_;
}

// --- pushes ----------------------------------------------------------------------------------------------------------

void Connection::on(const h2::PushPromised& promise) {
  tell(promise.parent, [&](Call& call) { call.take_promise({promise.message, promise.head}); });
  if (calls_.find(promise.message) == nullptr) decline(promise.message, h2::ErrorCode::cancel);
}

Call& Connection::accept(const Promise& promise, CallUser& user) {
  Call& call = connections_.calls.take();
  call.prepare(*this, *this, user, nullptr);
  call.opened(promise.id);
  // It is none of the calls that the server has room for.
  call.headed = true;
  calls_.insert(call);
  return call;
}

// RFC 9113 8.4: "A client MUST treat a PUSH_PROMISE for which the server is not authoritative as a stream error
// (Section 5.4.2) of type PROTOCOL_ERROR."
void Connection::reject(const Promise& promise) {
  decline(promise.id, h2::ErrorCode::protocol_error);
}

// RFC 9113 8.4.2: "the client can send a RST_STREAM frame, using either the CANCEL or REFUSED_STREAM code and
// referencing the pushed stream's identifier."
void Connection::decline(http::MessageId promise, h2::ErrorCode code) {
  engine().reset(promise, code, {});
  engine().release(promise);
}

// While two changes are on their way, the engine takes no third one: the last word is said when one has arrived.
void Connection::update_pushes() {
  if (gone() || !engine().started() || engine().h2() == nullptr) return;
  const auto said =
      engine().update_settings({.pushes = connections_.h2.pushes, .initial_window = connections_.h2.stream_window});
  owes_settings_ = !said && said.error() == http::Misuse::settings_outstanding;
  touch();
}

void Connection::on(const h2::SettingsAcknowledged&) {
  if (owes_settings_) update_pushes();
}

// --- the ends --------------------------------------------------------------------------------------------------------

void Connection::finished(Call& call) {
  if (call.ended()) retiring_.push_back(call);
  touch();
}

// RFC 9113 8.5: "A client is expected to send a DATA frame with the END_STREAM flag set after receiving a frame with
// the END_STREAM flag set." Until then a tunnel goes on.
void Connection::watch_upload(Call& call) {
  if (!call.ended() && !call.is_tunnel) answered_early_.push_back(call);
}

// The response is whole, and the Closed of a request that was whole too has come with it. A request that still goes on
// is of no use any more. RFC 9113 8.1 has the server ask for its end with NO_ERROR; nothing is wrong from here, either.
void Connection::stop_uploads() {
  while (!answered_early_.empty()) {
    Call& call = answered_early_.pop_front();
    engine().reset(call.id(), h2::ErrorCode::no_error, h2::Reason::upload_not_needed);
  }
}

void Connection::retire(Call& call) {
  calls_.erase(call);
  CallList::remove(call);
  if (!gone()) engine().release(call.id());
  call.clear();
  connections_.calls.give_back(call);
}

void Connection::closed(const http::Close& close) {
  draining_ = true;
  calls_.for_each([&](Call& call) {
    if (call.ended()) return;
    CallList::remove(call);
    call.end(meaning_of(close));
    if (call.finished()) retiring_.push_back(call);
  });
  user_.on_closed(*this, close);
}

// A server that wants HTTP/1.1, or calm, says so of the whole connection by GOAWAY, and what ends with the connection
// ends for that reason. RFC 9113 6.8 keeps what is above GOAWAY's last stream apart: nothing at all has happened to it.
http::Close Connection::meaning_of(const http::Close& close) const {
  const bool ends_with_connection = close.reason == h2::Reason::peer_vanished || close.scope == http::Scope::connection;
  if (wants_http11_ && ends_with_connection) return h2::close_of(h2::Reason::http_1_1_required);
  if (wants_calm_ && ends_with_connection) return h2::close_of(h2::Reason::enhance_your_calm);
  return close;
}

void Connection::vanish() {
  connections_.remove(*this);
}

void Connection::settled(Time now) {
  if (!engine().started()) return;
  if (now >= age_limit_) draining_ = true;
  if (now >= age_limit_ && calls_.empty()) shutdown();
  const std::size_t now_room = room();
  const bool now_first = is_first();
  const auto now_extended_connect = takes_extended_connect();
  const bool is_news = now_room != told_room_ || draining_ != told_draining_ || now_first != told_first_ ||
                       now_extended_connect != told_extended_connect_;
  if (!is_news) return;
  told_extended_connect_ = now_extended_connect;
  told_room_ = now_room;
  told_draining_ = draining_;
  told_first_ = now_first;
  user_.on_room(*this);
}

}  // namespace weft::session::client
