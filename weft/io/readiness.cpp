#include <weft/io/readiness.hpp>

#include <sys/socket.h>

#include <utility>

#include WEFT_ASIO_HEADER(basic_stream_socket.hpp)
// clang-format off
#include WEFT_ASIO_HEADER(generic/stream_protocol.hpp)
#include WEFT_ASIO_HEADER(io_context.hpp)
// clang-format on

namespace weft::io {

using AsioSocket = asio::basic_stream_socket<asio::generic::stream_protocol, asio::io_context::executor_type>;

struct Readiness::Watch {
  Watch(asio::io_context& context, ReadinessUser& owner) : socket(context), user(&owner) {}

  AsioSocket socket;
  ReadinessUser* user;
  bool reading = false;
  bool writing = false;
};

Readiness::Readiness(asio::io_context& context, Descriptor descriptor, ReadinessUser& user)
    : watch_(std::make_shared<Watch>(context, user)) {
  AsioError error;
  // Any family will do: Asio looks at it only when it opens a socket itself.
  watch_->socket.assign(asio::generic::stream_protocol(AF_UNSPEC, 0), descriptor.number(), error);
  if (!error) descriptor_ = descriptor.release();
}

Readiness::~Readiness() {
  close();
}

void Readiness::await_readable() {
  if (std::exchange(watch_->reading, true)) return;
  watch_->socket.async_wait(AsioSocket::wait_read, [watch = watch_](const AsioError& error) {
    if (error || watch->user == nullptr) return;
    watch->reading = false;
    watch->user->on_readable();
  });
}

void Readiness::await_writable() {
  if (std::exchange(watch_->writing, true)) return;
  watch_->socket.async_wait(AsioSocket::wait_write, [watch = watch_](const AsioError& error) {
    if (error || watch->user == nullptr) return;
    watch->writing = false;
    watch->user->on_writable();
  });
}

void Readiness::close() {
  watch_->user = nullptr;
  descriptor_ = -1;
  AsioError ignored;
  watch_->socket.close(ignored);
}

Descriptor Readiness::release() {
  watch_->user = nullptr;
  descriptor_ = -1;
  AsioError ignored;
  return Descriptor(watch_->socket.release(ignored));
}

}  // namespace weft::io
