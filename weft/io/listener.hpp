// Accepts connections on one loop.
//
//   auto sets = io::listen_on("localhost", 8443, loops);
//   io::Listener listener(loop, std::move(sets[i]), user, {.tls = context});
//   user: on_accepted(channel) → keep it, channel->start(…)
#pragma once

#include <cstddef>
#include <memory>
#include <system_error>
#include <vector>

#include <weft/io/channel.hpp>
#include <weft/io/listen.hpp>
#include <weft/io/loop.hpp>
#include <weft/io/network.hpp>
#include <weft/io/proxied_arrivals.hpp>
#include <weft/io/tls_channel.hpp>

namespace weft::io {

class ListenerUser {
 public:
  virtual void on_accepted(std::unique_ptr<Channel> channel) = 0;
  // Descriptors or memory have run out, or the system refuses for another reason. `refused` connections were closed at
  // once, more may wait; the listener pauses for a tenth of a second before it tries again.
  virtual void on_accept_failed(const std::error_code& why, std::size_t refused) = 0;
  // A proxy of ListenerOptions::proxies has not said whose connection it is, and it was closed.
  virtual void on_arrival_failed(const Address& /*proxy*/, Reason /*reason*/) {}

 protected:
  ~ListenerUser() = default;
};

struct ListenerOptions {
  // Null for cleartext.
  std::shared_ptr<const TlsContext> tls = {};
  TlsChannelOptions channel = {};
  // Their connections begin with a PROXY header (proxy_header.hpp), and it comes within the time of a handshake. The
  // peer of the channel is then the client that the header names.
  TrustedPeers proxies = {};
};

class Listener final : private Deadline, private ArrivalUser {
 public:
  Listener(Loop& loop, ListenSet sockets, ListenerUser& user, ListenerOptions options);
  ~Listener();

  // Connections wait in the kernel's queue meanwhile; those that have left it still come.
  void pause();
  void resume();

  std::vector<Address> addresses() const;
  // Further descriptors of its sockets, for another process that accepts there.
  ListenSet share() const;
  // Changes the context for the connections to come.
  void change_tls(std::shared_ptr<const TlsContext> tls) { options_.tls = std::move(tls); }

 private:
  class Door;

  void on_deadline(Time now) override;
  void on_arrived(Connected connected) override;
  void on_arrival_failed(const Address& proxy, Reason reason) override;
  void take(Connected connected);
  void back_off(int listening, int error);
  std::unique_ptr<Channel> make_channel(Connected connected);

  Loop& loop_;
  ListenerUser& user_;
  ListenerOptions options_;
  std::vector<std::unique_ptr<Door>> doors_;
  // Null where no proxy is trusted.
  std::unique_ptr<ProxiedArrivals> arrivals_;
  // Held so that there is a descriptor to refuse with when all others are in use.
  Descriptor reserve_;
  bool paused_ = false;
};

}  // namespace weft::io
