// The connections to one origin, and the requests that wait for one. A burst to a new origin makes one connection: all
// wait for its ALPN. With HTTP/2 they share it; with HTTP/1.1 each gets one of its own, up to the limit.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <weft/base/intrusive_list.hpp>
#include <weft/client/options.hpp>
#include <weft/client/pool/coalescing.hpp>
#include <weft/client/pool/trust.hpp>
#include <weft/client/transfer.hpp>
#include <weft/io/connector.hpp>
#include <weft/session/client/connections.hpp>

namespace weft::client {

class SecureProxies;

// All pools of a loop share this.
struct PoolParts {
  io::Loop& loop;
  const ClientOptions& options;
  session::client::Connections& connections;
  Trust& trust;
  SecureProxies& proxies;
  // Null where push is off.
  Pushes* pushes = nullptr;
  // Null where each origin has connections of its own alone.
  Coalescing* coalescing = nullptr;
};

class OriginPool final : public TransferQueue,
                         public Coalescing::Guest,
                         private session::client::ConnectionUser,
                         private io::Later,
                         private io::TurnEnd,
                         private io::Deadline {
 public:
  // `negotiates`: its connections are for requests that negotiate, and speak HTTP/1.1.
  OriginPool(const http::Url& origin, PoolParts parts, bool negotiates = false);
  ~OriginPool() override;
  OriginPool(const OriginPool&) = delete;
  OriginPool& operator=(const OriginPool&) = delete;

  // A URL of it.
  const http::Url& origin() const override { return origin_; }
  void add(Transfer& transfer);
  // Connections that are being made are given up, and requests that wait fail.
  void close();
  // Nothing is under way, and nothing waits.
  bool idle() const;
  // The origin has said something that its next connection should respect.
  bool knows_something(Time now) const { return http11_required_ || speaks_h2c_ || now < calm_until_; }

  void send_again(Transfer& transfer) override;
  void send_alone(Transfer& transfer) override;
  bool misdirected(session::client::Connection& connection) override;
  void http11_required() override { http11_required_ = true; }
  bool is_http11_required() const { return http11_required_; }
  void hold(Transfer& transfer, session::client::Connection& connection) override;
  void send_held(Transfer& transfer) override;
  void let_go(Transfer& transfer) override;
  void calm_down() override;
  void promised(const Transfer& parent, session::client::Connection& connection,
                const session::client::Promise& promise) override;
  void changed(const Transfer& transfer, const http::ResponseHead& head) override;
  std::string why_waiting() const override;

 private:
  class Dial;
  using Waiting = IntrusiveList<Transfer, &Transfer::hook>;

  // A connection, and what was offered for it.
  struct Live {
    session::client::Connection* connection = nullptr;
    session::Protocols offered;
    // For one request that wants a connection of its own.
    bool alone = false;
    bool open = false;
    // Its wish for calm has been heard.
    bool calmed = false;
    // As the observer was told, if there is one.
    std::optional<ClientAttributes::State> told = {};
    // Null where no other origin can use it.
    Coalescing::Offer* offer = nullptr;
    // Of this origin's name, where the connection was made for another origin. That one's pool counts it.
    std::optional<LookUp> look_up = {};
    // The server of such a connection does not want this origin there.
    bool refused = false;
  };
  // A connection that is kept for one transfer; null once it has gone.
  struct Held {
    const Transfer* transfer = nullptr;
    session::client::Connection* connection = nullptr;
  };
  // The last connection's part of what the next one begins with.
  struct Learned {
    std::optional<std::size_t> streams;
    // Requests that a connection takes before GOAWAY.
    std::optional<std::size_t> calls;
  };

  void on_open(session::client::Connection& connection) override;
  void on_room(session::client::Connection& connection) override;
  void on_closed(session::client::Connection& connection, const http::Close& close) override;
  void on_origins(session::client::Connection& connection, const std::vector<std::string_view>& origins) override;
  void on_later() override { dispatch(); }
  void on_turn_end() override { dispatch(); }
  void on_deadline(Time) override { dispatch(); }

  // --- which connection ----------------------------------------------------------------------------------------------
  session::Protocols wanted_by(const Transfer& transfer) const;
  bool may_speak_h2c(const Transfer& transfer) const;
  session::Protocols spoken(session::Protocols offered) const;
  io::ConnectTarget target() const;
  bool needs_tunnel(session::Protocols protocols) const;
  bool has_tls_with_proxy() const;
  Way way_of(const Live& live) const;
  bool serves(const Live& live, const Transfer& transfer) const;
  // The same, as far as it is known before SETTINGS.
  bool may_serve(const Live& live, const Transfer& transfer) const;
  bool is_held(const session::client::Connection& connection) const;
  bool makes_room_for(const Transfer& transfer) const;
  bool lasts(const Live& live) const;
  Live* find(const Transfer& transfer);
  Live* find(const session::client::Connection& connection);
  Waiting& queue_of(const Transfer& transfer);
  void insert(Transfer& transfer);
  void dispatch();
  void dispatch(Waiting& queue);
  void dispatch_alone();

  // --- extended CONNECT: origin_pool_extended_connect.cpp ------------------------------------------------------------
  // False: the connection has not said that it takes the request, or takes it not.
  static bool takes(const Live& live, const Transfer& transfer);
  bool falls_back(const Transfer& transfer) const;
  // True: the transfer is done.
  bool turned_away(Transfer& transfer);
  bool failed_for_lack(Transfer& transfer) const;
  void learn_extended_connect();
  void move_extended();

  // --- connections of other origins: origin_pool_coalescing.cpp ------------------------------------------------------
  bool may_use_others();
  void use(Coalescing::Offer& offer, session::Protocols offered, const LookUp& look_up);
  void on_shared_room() override { dispatch(); }
  void on_shared_closed(const Coalescing::Offer& offer) override;
  void on_shared_refused(const Coalescing::Offer& offer) override;

  // --- connections are made ------------------------------------------------------------------------------------------
  bool may_dial(const Transfer& transfer, std::size_t without) const;
  void found(Dial& dial, Coalescing::Offer& offer);
  void connected(Dial& dial, std::unique_ptr<io::Channel> channel);
  void failed(Dial& dial, ClientError::Stage stage, const http::Close& close, const std::string& detail);
  void begin_alone(session::client::Connection& connection);
  void fail_waiting(const Live& wanted, ClientError::Stage stage, const http::Close& close,
                    const std::string& detail = {});
  void learn(const session::client::Connection& connection);
  void learn_version(const session::client::Connection& connection);

  // --- what is measured: origin_pool_sight.cpp -----------------------------------------------------------------------
  ClientAttributes attributes_of(const Live& live) const;
  void observe(Live& live) const;
  void observe_end(const Live& live) const;

  const http::Url origin_;
  PoolParts parts_;
  // Null: connections go straight to the origin.
  const Proxy* const proxy_;
  const bool negotiates_;
  // Null where connections lead elsewhere than to the origin's address, or are for it alone.
  Coalescing* const coalescing_;
  // By the versions that the requests want: those of one queue are served in their order.
  std::array<Waiting, 3> waiting_;
  // For a connection of its own.
  Waiting alone_;
  std::uint64_t last_place_ = 0;
  std::list<Live> live_;
  std::list<Dial> dials_;
  std::vector<Held> held_;
  Learned learned_;
  // The server has chosen HTTP/1.1 although HTTP/2 was offered: many connections are needed.
  bool speaks_http11_ = false;
  bool http11_required_ = false;
  // A transfer has wanted extended CONNECT (RFC 8441). Connections over HTTP/2 are there, and none takes it.
  bool wants_extended_connect_ = false;
  bool lacks_extended_connect_ = false;
  // The server has spoken HTTP/2 on cleartext: RFC 9113 3.3, prior knowledge for the next connection.
  bool speaks_h2c_ = false;
  // Nothing is sent before.
  Time calm_until_{};
  Duration calm_pause_{};
};

}  // namespace weft::client
