#include <weft/session/client/connections.hpp>

#include <utility>

namespace weft::session::client {

Connections::Connections(io::Loop& the_loop, const Options& the_options)
    : loop(the_loop),
      options(the_options),
      h2(the_options.h2),
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

void Connections::allow_pushes(std::uint32_t most, std::uint32_t window) {
  h2.pushes = most;
  h2.stream_window = window;
  h2.request_window = options.h2.stream_window;
  Connection* next = nullptr;
  for (Connection* connection = list_.empty() ? nullptr : &list_.front(); connection != nullptr; connection = next) {
    next = list_.next(*connection);
    connection->update_pushes();
  }
}

void Connections::drain(std::function<void()> drained) {
  if (size_ == 0) return drained();
  drained_ = std::move(drained);
  Connection* next = nullptr;
  for (Connection* connection = &list_.front(); connection != nullptr; connection = next) {
    next = list_.next(*connection);
    connection->shutdown();
  }
}

void Connections::remove(Connection& connection) {
  list_.erase(connection);
  --size_;
  if (size_ == 0 && drained_) std::exchange(drained_, nullptr)();
}

}  // namespace weft::session::client
