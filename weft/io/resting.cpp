#include <weft/io/resting.hpp>

#include <utility>

#include <weft/io/tls_channel.hpp>
#include <weft/io/tls_session.hpp>

namespace weft::io {

Resting::Resting(Connected socket) : socket_(std::move(socket)) {}

Resting::Resting(Connected socket, std::unique_ptr<TlsSession> tls)
    : socket_(std::move(socket)), tls_(std::move(tls)) {}

Resting::Resting(Resting&& other) noexcept = default;
Resting& Resting::operator=(Resting&& other) noexcept = default;
Resting::~Resting() = default;

std::unique_ptr<Channel> Resting::wake(Loop& loop) && {
  if (tls_ != nullptr) return std::make_unique<TlsChannel>(loop, std::move(socket_), std::move(tls_));
  return std::make_unique<SocketChannel>(loop, std::move(socket_), Begun::yes);
}

}  // namespace weft::io
