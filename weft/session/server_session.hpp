// A server's side of one connection: a channel, the engine that fits it, and its exchanges.
//
//   session::Connections connections(loop, options, service);
//   connections.add(std::move(channel));      // lives until the connection and its work are over
// Over TLS the version is what ALPN agreed on; on cleartext it is found by the first octets: the HTTP/2 preface or not.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include <weft/h1/options.hpp>
#include <weft/h2/options.hpp>
#include <weft/io/channel.hpp>
#include <weft/session/service.hpp>

namespace weft::session {

class Drivers;

struct Protocols {
  bool http1 = true;
  bool http2 = true;
};

struct ServerOptions {
  Protocols protocols{};
  h1::Options h1{};
  h2::Options h2{};
  // Octets that the transport does not take: the connection is closed after this long. A client of HTTP/1.1 that pauses
  // a download can only stop reading. One of HTTP/2 has its windows for that, and h2::Timeouts::stall is as patient;
  // whoever reads nothing there holds back all streams.
  Duration write_stall = std::chrono::seconds(60);
  Duration http2_write_stall = std::chrono::seconds(30);
  // After the last octet was sent: how long and how much is read and dropped before close, so that the peer gets our
  // last words instead of a reset.
  Duration linger = std::chrono::seconds(1);
  std::size_t linger_octets = 256 * 1024;
};

// All connections of one loop: for drain and for counting.
class Connections {
 public:
  // `options` and `service` must outlive it.
  Connections(io::Loop& loop, const ServerOptions& options, Service& service);
  ~Connections();
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  void add(std::unique_ptr<io::Channel> channel);
  // Graceful: GOAWAY in two phases, `connection: close`. `drained` is called once when the last one has gone.
  void drain(std::function<void()> drained);
  std::size_t size() const;

 private:
  std::unique_ptr<Drivers> drivers_;
};

}  // namespace weft::session
