// The connections to one origin, and the requests that wait for one. A burst to a new origin makes one connection: all
// wait for its ALPN. With HTTP/2 they share it; with HTTP/1.1 each gets one of its own, up to the limit.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>

#include <weft/base/intrusive_list.hpp>
#include <weft/client/options.hpp>
#include <weft/client/transfer.hpp>
#include <weft/io/connector.hpp>
#include <weft/session/client/connections.hpp>

namespace weft::client {

// The contexts of TLS by what ALPN offers.
struct TlsContexts {
  std::shared_ptr<const io::TlsContext> both;
  std::shared_ptr<const io::TlsContext> http2;
  std::shared_ptr<const io::TlsContext> http1;

  const std::shared_ptr<const io::TlsContext>& offering(session::Protocols protocols) const;
};

// All pools of a loop share this.
struct PoolParts {
  io::Loop& loop;
  const ClientOptions& options;
  session::client::Connections& connections;
  const TlsContexts& tls;
};

class OriginPool final : public TransferQueue, private session::client::ConnectionUser {
 public:
  OriginPool(const http::Url& origin, PoolParts parts);
  ~OriginPool();
  OriginPool(const OriginPool&) = delete;
  OriginPool& operator=(const OriginPool&) = delete;

  void add(Transfer& transfer);
  // Connections that are being made are given up, and requests that wait fail.
  void close();
  // Nothing is under way, and nothing waits.
  bool idle() const { return live_.empty() && dials_.empty() && waiting_.empty(); }

  void send_again(Transfer& transfer) override;
  void http11_required() override { http11_required_ = true; }

 private:
  class Dial;
  // A connection, and what was offered for it.
  struct Live {
    session::client::Connection* connection = nullptr;
    session::Protocols offered;
    bool open = false;
  };

  void on_open(session::client::Connection& connection) override;
  void on_room(session::client::Connection& connection) override;
  void on_closed(session::client::Connection& connection, const http::Close& close) override;

  session::Protocols wanted_by(const Transfer& transfer) const;
  bool serves(const Live& live, const Transfer& transfer) const;
  Live* find(const Transfer& transfer);
  Live* find(const session::client::Connection& connection);
  void dispatch();
  template <class Visitor>
  void for_each_waiting(Visitor visit);
  // `without`: requests so far that find no connection.
  bool may_dial(session::Protocols protocols, std::size_t without) const;
  void connected(Dial& dial, std::unique_ptr<io::Channel> channel);
  void failed(Dial& dial, io::Reason reason);
  void fail_waiting(session::Protocols protocols, ClientError::Stage stage, const http::Close& close);

  const http::Url origin_;
  PoolParts parts_;
  IntrusiveList<Transfer, &Transfer::hook> waiting_;
  std::list<Live> live_;
  std::list<Dial> dials_;
  // The server has chosen HTTP/1.1 although HTTP/2 was offered: many connections are needed.
  bool speaks_http11_ = false;
  bool http11_required_ = false;
};

}  // namespace weft::client
