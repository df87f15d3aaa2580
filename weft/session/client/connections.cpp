#include <weft/session/client/connections.hpp>

#include <utility>

namespace weft::session::client {

Connections::Connections(io::Loop& the_loop, const Options& the_options)
    : loop(the_loop),
      options(the_options),
      timeouts{.write_stall = the_options.write_stall,
               .http2_write_stall = the_options.write_stall,
               .linger = the_options.linger,
               .linger_octets = the_options.linger_octets} {}

Connection& Connections::add(std::unique_ptr<io::Channel> channel, Protocols protocols, ConnectionUser& user) {
  Connection& connection = list_.push_back(std::make_unique<Connection>(std::move(channel), protocols, *this, user));
  ++size_;
  connection.start();
  return connection;
}

void Connections::remove(Connection& connection) {
  list_.erase(connection);
  --size_;
}

}  // namespace weft::session::client
