#include <weft/server/entrance.hpp>

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include <weft/io/descriptor.hpp>
#include <weft/io/socket_channel.hpp>

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
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    const bool too_many = errno == EMFILE || errno == ENFILE;
    return fail(too_many ? io::Reason::too_many_descriptors : io::Reason::connect_failed);
  }
  io::Descriptor own(ends[0]);
  io::Descriptor other(ends[1]);
  const std::lock_guard lock(mutex_);
  if (workers_ == nullptr) return fail(io::Reason::connection_refused);
  (*workers_)[next_++ % workers_->size()]->let_in(std::move(other));
  return std::make_unique<io::SocketChannel>(loop, io::Connected{std::move(own), Worker::inside(), Worker::inside()});
}

}  // namespace weft::server
