// The server's side of one connection: which version it speaks, and its exchanges. Lives until the connection is gone
// and the last exchange has finished.
#pragma once

#include <cstdint>
#include <memory>

#include <weft/base/intrusive_list.hpp>
#include <weft/http/events.hpp>
#include <weft/session/connection.hpp>
#include <weft/session/message_table.hpp>
#include <weft/session/server/connection_details.hpp>
#include <weft/session/server/connection_rates.hpp>
#include <weft/session/server/connection_view.hpp>
#include <weft/session/server/exchange.hpp>
#include <weft/session/server/parking/parked_connection.hpp>
#include <weft/session/server/parking/parking_queue.hpp>

namespace weft::session::server {

class Connections;

class Connection final : public session::Connection, public Parkable, private ExchangeOwner {
 public:
  Connection(std::unique_ptr<io::Channel> channel, Connections& connections);
  // Takes over from a connection that was parked.
  Connection(ParkedState parked, Connections& connections);

  // It may be that the first request is on its way, which nobody can take back: over HTTP/2, GOAWAY can.
  bool is_fresh() const { return !announced_ || (!asked_ && facts().version != http::Version::http2); }

  // The version is known.
  bool has_begun() const { return announced_; }

  // The peer gets no more credit for the bodies of its requests, until release_bodies(). Returns how many have stopped.
  // A peer of HTTP/1.1 sends no more than what its handler has taken anyhow.
  std::size_t hold_bodies();
  void release_bodies();
  ConnectionView view();
  // With so many of the last frames at most.
  ConnectionDetails details(std::size_t most_frames);
  ListHook hook;

 private:
  // --- connection_negotiate.cpp: which version -----------------------------------------------------------------------
  io::Unsealed on_unsealed(Octets octets) override;
  void open_engine() override;
  void first_octets(Octets octets) override;
  void negotiate(const io::TlsFacts& tls);
  void speak_h1(Fallback why);
  void speak_h2();
  void announce();

  // --- connection_receive.cpp: the engine's events -------------------------------------------------------------------
  void poll_engine() override;
  void on(const http::RequestReceived& request);
  void on(const http::DataReceived& data);
  void on(const http::TrailersReceived& trailers);
  void on(const http::Closed& closed);
  void on(const http::Rejected& rejected);
  void on(const http::ConnectionClosed& closed);
  // Only a client sees responses and promises.
  void on(const http::ResponseReceived&) {}
  void on(const http::InterimReceived&) {}
  void on(const h2::PushPromised&) {}
  // A server's exchange could not use these events.
  void on(const h2::SettingsReceived&) {}
  void on(const h2::SettingsAcknowledged&) {}
  void on(const h2::PingAcknowledged&) {}
  void on(const h2::GoawayReceived&) {}
  void on(const h2::AltsvcReceived&) {}
  void on(const h2::OriginReceived&) {}

  // --- connection_push.cpp: requests that the client did not make ----------------------------------------------------
  http::PushOutcome push(const Exchange& parent, http::Method method, std::string_view path,
                         std::span<const Field> fields) override;
  std::unique_ptr<http::RequestHead> promise(const http::RequestHead& parent, http::Method method,
                                             std::string_view path, std::span<const Field> fields);
  void start_promised();

  // --- connection_receive.cpp: how fast bodies go --------------------------------------------------------------------
  void limit(Exchange& exchange, const RatePlan& plan) override;
  BodySink& before(const Exchange& exchange, BodySink& sink) override;

  // --- parking/connection_parking.cpp: while nothing happens ---------------------------------------------------------
  void settled(Time now) override;
  bool park(Time now) override;

  // --- connection_close.cpp: the ends of exchanges and of the connection ---------------------------------------------
  void finished(Exchange& exchange) override;
  void closed(const http::Close& close) override;
  bool work_left() const override { return !exchanges_.empty(); }
  void vanish() override;
  void cut_unread();
  void retire(Exchange& exchange);

  using ExchangeList = IntrusiveList<Exchange, &Exchange::hook>;

  Connections& connections_;
  MessageTable<Exchange> exchanges_;
  // Finished before the client had sent all of its request.
  ExchangeList unread_;
  // Ended and finished, but maybe with a handler on the stack.
  ExchangeList retiring_;
  // Promised by a handler that may be on the stack.
  ExchangeList promised_;
  // Null where no message has a limit.
  std::unique_ptr<ConnectionRates> rates_;
  // Pushes that have not ended.
  std::size_t pushes_ = 0;
  bool announced_ = false;
  // A request has come.
  bool asked_ = false;
  // The peer has not spoken TLS where it should.
  bool unsealed_ = false;
  // Octets of the HTTP/2 preface that have come while nothing else has.
  std::uint8_t preface_seen_ = 0;
};

}  // namespace weft::session::server
