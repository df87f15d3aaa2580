// The client's side of one connection: which version it speaks, and its calls. Lives until the connection is gone and
// the last call has finished.
//
//   client::Connection& connection = connections.add(std::move(channel), protocols, user);
//   user.on_open(connection):  auto call = connection.begin(head, body, call user);
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weft/base/intrusive_list.hpp>
#include <weft/base/result.hpp>
#include <weft/http/events.hpp>
#include <weft/http/misuse.hpp>
#include <weft/session/client/call.hpp>
#include <weft/session/client/connection_facts.hpp>
#include <weft/session/connection.hpp>
#include <weft/session/message_table.hpp>
#include <weft/session/protocols.hpp>

namespace weft::session::client {

class Connection;
class Connections;

// Told on the loop's thread. A call may begin, and the connection may be shut down, from inside each but on_closed().
class ConnectionUser {
 public:
  // The version is known: see Connection::facts().
  virtual void on_open(Connection& connection) = 0;
  // At the end of a turn in which room(), is_first(), draining() or takes_extended_connect() has changed.
  virtual void on_room(Connection& connection) = 0;
  // The connection is gone, and all its calls have ended.
  virtual void on_closed(Connection& connection, const http::Close& close) = 0;
  // RFC 8336 2: the server names origins that it wants to be asked for here, as an ORIGIN frame has them; maybe none.
  virtual void on_origins(Connection& /*connection*/, const std::vector<std::string_view>& /*origins*/) {}

 protected:
  ~ConnectionUser() = default;
};

class Connection final : public session::Connection, private CallOwner {
 public:
  // Over TLS `protocols` is what ALPN offered. On cleartext it is what the server is known to speak, HTTP/1.1 if both
  // are given: RFC 9113 3.3 asks for prior knowledge.
  Connection(std::unique_ptr<io::Channel> channel, Protocols protocols, Connections& connections, ConnectionUser& user);

  // Between on_open() and on_closed(), while there is room. `head` is read during the call; `body` may be null. The
  // call is there until Call::finish(). Misuse: a head that cannot be sent, or no room.
  Result<Call*, http::Misuse> begin(const http::RequestHead& head, std::unique_ptr<Body> body, CallUser& user);
  // From inside CallUser::on_promise(): takes the response that is promised. The call is like any other.
  Call& accept(const Promise& promise, CallUser& user);
  // The same: the server is not authoritative for what it promises.
  void reject(const Promise& promise);
  // Connections::allow_pushes() has changed.
  void update_pushes();
  // How many calls may begin now.
  std::size_t room() const;
  // A call is over, so that at the end of the turn there may be room for another one.
  bool makes_room() const { return !retiring_.empty() && !draining_ && !gone(); }
  // Calls that have not ended or not finished, pushed ones included.
  std::size_t calls() const { return calls_.size(); }
  // No call may begin any more. Those under way go on.
  bool draining() const { return draining_; }
  // From on_open() on.
  const std::shared_ptr<const ConnectionFacts>& story() const { return story_; }
  // Before on_open(): when its making began, when the name had addresses, and when the first of them was tried.
  void came_to_be(Time begun, Time resolved, Time attempted) {
    begun_at_ = begun, resolved_at_ = resolved, attempted_at_ = attempted;
  }
  // See io::Channel::is_certified_for().
  bool is_certified_for(const std::string& host) { return channel().is_certified_for(host); }
  // The server has ended the connection because it wants HTTP/1.1 (RFC 9113 7).
  bool wants_http11() const { return wants_http11_; }
  // The server has ended the connection because it has too much load from here (RFC 9113 7, ENHANCE_YOUR_CALM).
  bool wants_calm() const { return wants_calm_; }

  // --- is the peer still there? --------------------------------------------------------------------------------------
  // A call has waited in vain: nothing more begins until an octet comes, and a PING asks for one.
  void suspect();
  bool is_suspect() const { return suspected_ && heard() <= suspected_at_; }

  // Bodies that nobody reads hold so much that no octets of the others may come.
  bool is_out_of_window() const { return engine().h2() != nullptr && engine().h2()->is_out_of_window(); }

  // --- what a connection learns, and takes from the one before it ----------------------------------------------------
  // A call has had its response.
  bool has_served() const { return served_; }
  // How many SETTINGS frames have come, and the limit of streams that is in force. Over HTTP/1.1 none and one.
  std::size_t settings_seen() const { return settings_seen_; }
  std::size_t stream_limit() const;
  // RFC 8441 3: whether a head may have a protocol. Nothing over HTTP/1.1, and before the first SETTINGS.
  std::optional<bool> takes_extended_connect() const;
  // How many calls may begin before the first SETTINGS, in place of Options::first_streams.
  void expect_streams(std::size_t limit) { first_streams_ = limit; }
  // After GOAWAY: how many calls the server has taken on this connection, and whether more had begun, or more were
  // not begun because of expect_calls().
  std::optional<std::size_t> taken() const { return taken_; }
  bool was_too_short() const { return taken_ && begun_ >= *taken_ && (begun_ > *taken_ || *taken_ == first_calls_); }
  // The connection before this one took so many calls: no more begin until each of these has its head, or has ended.
  void expect_calls(std::size_t count) { first_calls_ = count; }
  // More calls than that have got on.
  bool has_outlived() const { return headed_ > first_calls_; }
  // How many may begin is still unknown.
  bool is_first() const;

  ListHook hook;

 private:
  using CallList = IntrusiveList<Call, &Call::hook>;

  // --- which version -------------------------------------------------------------------------------------------------
  void open_engine() override;
  void first_octets(Octets) override {}
  void negotiate(const io::TlsFacts& tls);
  void speak_h1(Fallback why);
  void speak_h2();
  void tell_open();
  std::optional<h2::Dependency> weighed(const http::RequestHead& head) const;

  // --- the engine's events -------------------------------------------------------------------------------------------
  void poll_engine() override;
  void on(const http::InterimReceived& interim);
  void on(const http::ResponseReceived& response);
  void on(const http::DataReceived& data);
  void on(const http::TrailersReceived& trailers);
  void on(const http::Closed& closed);
  void on(const http::ConnectionClosed& closed);
  void on(const h2::SettingsReceived&) { ++settings_seen_; }
  void on(const h2::PingAcknowledged&) { ping_outstanding_ = false; }
  void on(const h2::GoawayReceived& goaway);
  // Where pushes are not allowed the engine has declined each promise.
  void on(const h2::PushPromised& promise);
  // The engine has declined a promise that broke a rule.
  void on(const http::Rejected&) {}
  // Only a server sees requests.
  void on(const http::RequestReceived&) {}
  void on(const h2::SettingsAcknowledged&);
  void on(const h2::OriginReceived& received);
  // A call could not use this event.
  void on(const h2::AltsvcReceived&) {}
  template <class Event>
  void tell(http::MessageId message, Event event);
  void decline(http::MessageId promise, h2::ErrorCode code);

  // --- the ends ------------------------------------------------------------------------------------------------------
  void ask_for_life();
  void note_head(Call& call);
  void finished(Call& call) override;
  void watch_upload(Call& call);
  void stop_uploads();
  http::Close meaning_of(const http::Close& close) const;
  void retire(Call& call);
  void closed(const http::Close& close) override;
  bool work_left() const override { return !calls_.empty(); }
  void vanish() override;
  void settled(Time now) override;

  Connections& connections_;
  const Protocols protocols_;
  ConnectionUser& user_;
  MessageTable<Call> calls_;
  // Ended and finished, but maybe with their user on the stack.
  CallList retiring_;
  // The response is whole, and the request was not when it came.
  CallList answered_early_;
  std::shared_ptr<const ConnectionFacts> story_;
  Time begun_at_;
  Time resolved_at_;
  Time attempted_at_;
  const Time connected_at_;
  bool draining_ = false;
  bool wants_http11_ = false;
  bool wants_calm_ = false;
  bool served_ = false;
  bool ping_outstanding_ = false;
  bool suspected_ = false;
  // The peer has not been told yet how it may push.
  bool owes_settings_ = false;
  Time suspected_at_{};
  Time next_ping_{};
  Time age_limit_ = never;
  std::size_t settings_seen_ = 0;
  std::size_t first_streams_;
  std::size_t first_calls_ = 0;
  // Calls, and those of them that have their head or have ended.
  std::size_t begun_ = 0;
  std::size_t headed_ = 0;
  std::optional<std::size_t> taken_;
  // The values at the last on_room().
  std::size_t told_room_ = 0;
  bool told_draining_ = false;
  bool told_first_ = true;
  std::optional<bool> told_extended_connect_;
};

}  // namespace weft::session::client
