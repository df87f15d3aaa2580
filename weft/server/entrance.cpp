#include <weft/server/entrance.hpp>

#include <utility>

#include <weft/io/socket_channel.hpp>
#include <weft/io/socket_pair.hpp>

namespace weft::server {

void Entrance::open(const std::vector<std::unique_ptr<Worker>>& workers) {
  const std::lock_guard lock(mutex_);
  workers_ = &workers;
}

void Entrance::close() {
  const std::lock_guard lock(mutex_);
  workers_ = nullptr;
}

Result<std::unique_ptr<io::Channel>, io::Reason> Entrance::connect(io::Loop& loop) {
  auto pair = io::make_socket_pair();
  if (!pair) return fail(pair.error());
  const std::lock_guard lock(mutex_);
  if (workers_ == nullptr) return fail(io::Reason::connection_refused);
  (*workers_)[next_++ % workers_->size()]->let_in(std::move(pair->far));
  return std::make_unique<io::SocketChannel>(loop,
                                             io::Connected{std::move(pair->near), Worker::inside(), Worker::inside()});
}

}  // namespace weft::server
