#include <weft/io/connector.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

namespace weft::io {

namespace {

// A UNIX socket has no such limit, and needs none.
void limit_silence(const Descriptor& socket, Duration limit) {
  const auto milliseconds = static_cast<unsigned>(std::chrono::duration_cast<std::chrono::milliseconds>(limit).count());
  if (milliseconds == 0) return;
  ::setsockopt(socket.number(), IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
}

}  // namespace

Connector::Connector(Loop& loop, ConnectTarget target, ConnectOptions options, ConnectorUser& user)
    : loop_(loop), target_(std::move(target)), options_(std::move(options)), user_(user), attempts_(loop, *this) {
  if (options_.channel.server_name.empty()) options_.channel.server_name = target_.host;
  loop_.later(*this);
}

Connector::~Connector() = default;

void Connector::on_later() {
  if (!addresses_.empty()) return attempt();
  begun_ = loop_.now();
  end_ = begun_ + options_.timeout;
  if (target_.path.empty()) {
    loop_.deadlines().arm(*this, std::min(end_, begun_ + options_.resolve_timeout));
    resolver_ = std::make_unique<Resolver>(loop_, static_cast<ResolverUser&>(*this));
    return resolver_->resolve(target_.host, target_.port);
  }
  if (target_.path.size() > longest_socket_path) {
    return give_up(std::make_error_code(std::errc::filename_too_long), Reason::connect_failed);
  }
  on_resolved({socket_path_address(target_.path)});
}

// The name, or the overture, has taken all the time.
void Connector::on_deadline(Time /*now*/) {
  give_up(std::make_error_code(std::errc::timed_out), exchange_ ? Reason::proxy_timeout : Reason::resolve_timeout);
}

void Connector::on_resolved(std::vector<SocketAddress> addresses) {
  loop_.deadlines().disarm(*this);
  resolved_ = loop_.now();
  addresses_ = std::move(addresses);
  if (user_.on_addresses(addresses_)) attempt();
}

void Connector::go_on() {
  end_ += loop_.now() - resolved_;
  loop_.later(*this);
}

void Connector::attempt() {
  attempted_ = loop_.now();
  attempts_.start(std::move(addresses_), options_.attempt_delay, end_);
}

void Connector::on_not_resolved(std::error_code error) {
  give_up(error, Reason::name_not_resolved);
}

void Connector::on_won(Descriptor socket, const SocketAddress& peer) {
  limit_silence(socket, options_.user_timeout);
  peer_ = to_address(peer);
  if (options_.overture == nullptr) return hand_over(std::move(socket));
  loop_.deadlines().arm(*this, end_);
  exchange_.emplace(loop_, std::move(socket), *options_.overture, static_cast<OvertureUser&>(*this));
}

void Connector::hand_over(Descriptor socket) {
  loop_.deadlines().disarm(*this);
  Connected made{std::move(socket), std::move(peer_), {}};
  made.local = to_address(local_address_of(made.descriptor.number()));
  if (!options_.tls) return user_.on_connected(std::make_unique<SocketChannel>(loop_, std::move(made)));
  options_.channel.handshake_timeout = std::min(options_.channel.handshake_timeout, end_ - loop_.now());
  user_.on_connected(std::make_unique<TlsChannel>(loop_, std::move(made), options_.tls, options_.channel));
}

void Connector::on_all_failed(std::error_code error, Reason reason) {
  give_up(error, reason);
}

void Connector::give_up(std::error_code error, Reason reason) {
  loop_.deadlines().disarm(*this);
  resolver_.reset();
  exchange_.reset();
  user_.on_failed(error, reason);
}

}  // namespace weft::io
