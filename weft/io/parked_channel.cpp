#include <weft/io/parked_channel.hpp>

#include <utility>

#include <weft/io/socket_channel.hpp>

namespace weft::io {

ParkedChannel::ParkedChannel(Connected socket, std::unique_ptr<Seal> seal)
    : socket_(std::move(socket)), seal_(std::move(seal)) {}

ParkedChannel::ParkedChannel(ParkedChannel&& other) noexcept = default;
ParkedChannel& ParkedChannel::operator=(ParkedChannel&& other) noexcept = default;
ParkedChannel::~ParkedChannel() = default;

std::unique_ptr<Channel> ParkedChannel::unpark(Loop& loop) && {
  if (seal_ == nullptr) return std::make_unique<SocketChannel>(loop, std::move(socket_), Begun::yes);
  Seal& seal = *seal_;
  return seal.unpark(loop, std::move(socket_), std::move(seal_));
}

}  // namespace weft::io
