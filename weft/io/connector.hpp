// Makes one connection.
//
//   io::Connector connector(loop, {.host = "localhost", .port = 8443}, {.tls = context}, user);
//   user: on_connected(channel) → keep it, channel->start(…);  or on_failed(…)
//
// One of the two comes, once, never from inside the constructor; then the connector may be destroyed, even from there.
// Destroyed earlier, it gives up. The addresses of a name are tried as attempts.hpp says: one that does not answer
// delays the others by a quarter of a second. An overture comes next, for a target that leads on to another: a proxy.
// TLS begins with the channel's start().
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <weft/io/address.hpp>
#include <weft/io/attempts.hpp>
#include <weft/io/channel.hpp>
#include <weft/io/loop.hpp>
#include <weft/io/overture.hpp>
#include <weft/io/resolver.hpp>
#include <weft/io/tls_channel.hpp>

namespace weft::io {

class ConnectorUser {
 public:
  // The target has addresses. False: none is tried before Connector::go_on(); the connector may also be destroyed, even
  // from there.
  virtual bool on_addresses(const std::vector<SocketAddress>& /*addresses*/) { return true; }
  virtual void on_connected(std::unique_ptr<Channel> channel) = 0;
  virtual void on_failed(std::error_code error, Reason reason) = 0;

 protected:
  ~ConnectorUser() = default;
};

struct ConnectTarget {
  std::string host = {};  // a name or an address
  std::uint16_t port = 0;
  std::string path = {};  // of a UNIX socket, instead of both
};

struct ConnectOptions {
  // For the name, all its addresses, the overture and TLS together; TLS has a limit of its own as well.
  Duration timeout = std::chrono::seconds(10);
  // For the name alone.
  Duration resolve_timeout = std::chrono::seconds(5);
  // TCP_USER_TIMEOUT: a connection whose octets are not acknowledged for so long is lost. 0: as long as the system
  // waits.
  Duration user_timeout = Duration::zero();
  // RFC 8305 8, "Connection Attempt Delay": the next address is tried when one has not answered for so long.
  Duration attempt_delay = std::chrono::milliseconds(250);
  // Said before anything else. It must outlive the connector.
  Overture* overture = nullptr;
  // Null for cleartext.
  std::shared_ptr<const TlsContext> tls = {};
  // Without a server_name, the target's host is meant.
  TlsChannelOptions channel = {};
};

class Connector final : private Deadline,
                        private AttemptsUser,
                        private ResolverUser,
                        private OvertureUser,
                        private Later {
 public:
  Connector(Loop& loop, ConnectTarget target, ConnectOptions options, ConnectorUser& user);
  ~Connector();

  // After ConnectorUser::on_addresses() has held it up. The time until then is not counted.
  void go_on();

  // When it began, when there were addresses, and when the first of them was tried.
  Time begun() const { return begun_; }
  Time resolved() const { return resolved_; }
  Time attempted() const { return attempted_; }

 private:
  void on_deadline(Time now) override;
  void on_resolved(std::vector<SocketAddress> addresses) override;
  void on_not_resolved(std::error_code error) override;
  void on_won(Descriptor socket, const SocketAddress& peer) override;
  void on_all_failed(std::error_code error, Reason reason) override;
  void on_overture_over(Descriptor socket) override { hand_over(std::move(socket)); }
  void on_overture_failed(std::error_code error, Reason reason) override { give_up(error, reason); }
  void on_later() override;

  void attempt();
  void hand_over(Descriptor socket);
  void give_up(std::error_code error, Reason reason);

  Loop& loop_;
  ConnectTarget target_;
  ConnectOptions options_;
  ConnectorUser& user_;
  std::unique_ptr<Resolver> resolver_;
  Attempts attempts_;
  std::optional<OvertureExchange> exchange_;
  std::vector<SocketAddress> addresses_;
  Address peer_;
  Time begun_;
  Time resolved_;
  Time attempted_;
  Time end_ = never;
};

}  // namespace weft::io
