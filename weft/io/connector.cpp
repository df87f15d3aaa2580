#include <weft/io/connector.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <cerrno>
#include <utility>

namespace weft::io {

namespace {

std::error_code outcome_of(int descriptor) {
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
  return {error, std::system_category()};
}

Descriptor open_socket(const SocketAddress& address) {
  Descriptor socket(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  // Without a socket, errno still says why.
  if (!socket.valid() || address.family() == AF_UNIX) return socket;
  const int on = 1;
  ::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

}  // namespace

Connector::Connector(Loop& loop, ConnectTarget target, ConnectOptions options, ConnectorUser& user)
    : loop_(loop), target_(std::move(target)), options_(std::move(options)), user_(user) {
  if (options_.channel.server_name.empty()) options_.channel.server_name = target_.host;
  loop_.later(*this);
}

Connector::~Connector() = default;

void Connector::on_later() {
  end_ = loop_.now() + options_.timeout;
  loop_.deadlines().arm(*this, end_);
  if (target_.path.empty()) {
    resolver_ = std::make_unique<Resolver>(loop_.context(), static_cast<ResolverUser&>(*this));
    return resolver_->resolve(target_.host, target_.port);
  }
  if (target_.path.size() > longest_socket_path) {
    return give_up(std::make_error_code(std::errc::filename_too_long), Reason::connect_failed);
  }
  on_resolved({socket_path_address(target_.path)});
}

void Connector::on_deadline(Time /*now*/) {
  const auto late = std::make_error_code(std::errc::timed_out);
  if (next_ == addresses_.size()) return give_up(late, Reason::connect_timeout);
  socket_.reset();
  failed(late);
}

void Connector::on_resolved(std::vector<SocketAddress> addresses) {
  addresses_ = std::move(addresses);
  try_next();
}

void Connector::on_not_resolved(std::error_code error) {
  give_up(error, Reason::name_not_resolved);
}

void Connector::try_next() {
  if (next_ == addresses_.size()) return give_up(error_, reason_to_not_connect(error_));
  limit_next();
  const SocketAddress& address = addresses_[next_++];
  Descriptor socket = open_socket(address);
  // A UNIX socket is connected, or not, at once.
  const bool begun =
      socket.valid() && (::connect(socket.number(), address.data(), address.size) == 0 || errno == EINPROGRESS);
  if (!begun) return failed({errno, std::system_category()});
  socket_ = std::make_unique<Readiness>(loop_.context(), std::move(socket), static_cast<ReadinessUser&>(*this));
  if (socket_->descriptor() < 0) return failed(std::make_error_code(std::errc::too_many_files_open));
  socket_->await_writable();
}

void Connector::limit_next() {
  const auto addresses = static_cast<Duration::rep>(addresses_.size() - next_);
  loop_.deadlines().arm(*this, end_ - (end_ - loop_.now()) / addresses * (addresses - 1));
}

void Connector::on_writable() {
  const std::error_code error = outcome_of(socket_->descriptor());
  if (error) return failed(error);
  connected();
}

// "Nobody listens" says more than "this machine lacks the family", an error that comes of trying both families.
void Connector::failed(std::error_code error) {
  if (error_ != std::errc::connection_refused) error_ = error;
  try_next();
}

void Connector::connected() {
  loop_.deadlines().disarm(*this);
  Connected made{socket_->release(), to_address(addresses_[next_ - 1]), {}};
  made.local = to_address(local_address_of(made.descriptor.number()));
  if (!options_.tls) return user_.on_connected(std::make_unique<SocketChannel>(loop_, std::move(made)));
  user_.on_connected(std::make_unique<TlsChannel>(loop_, std::move(made), options_.tls, options_.channel));
}

void Connector::give_up(std::error_code error, Reason reason) {
  loop_.deadlines().disarm(*this);
  resolver_.reset();
  socket_.reset();
  user_.on_failed(error, reason);
}

}  // namespace weft::io
