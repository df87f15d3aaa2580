// A channel that was parked leaves this: its socket, the addresses, and what it seals with.
//
//   if (auto parked = channel.park()) …                    // the channel can only be destroyed now
//   auto channel = std::move(*parked).unpark(loop);        // another one takes over; start() it, on_open() does not
//   come
//
// ParkingWatch says when it is time.
#pragma once

#include <memory>
#include <string_view>

#include <weft/io/connected.hpp>

namespace weft::io {

class Channel;
class Loop;

// The state that a channel that seals, with TLS for instance, must not forget.
class Seal {
 public:
  virtual ~Seal() = default;
  // A channel that uses `seal`, which is this one.
  virtual std::unique_ptr<Channel> unpark(Loop& loop, Connected socket, std::unique_ptr<Seal> seal) = 0;
  // "TLSv1.3"
  virtual std::string_view version() const = 0;
};

class ParkedChannel {
 public:
  // `seal` is null for a channel that does not seal.
  explicit ParkedChannel(Connected socket, std::unique_ptr<Seal> seal = nullptr);
  ParkedChannel(ParkedChannel&& other) noexcept;
  ParkedChannel& operator=(ParkedChannel&& other) noexcept;
  // Closes the socket without a word to the peer.
  ~ParkedChannel();

  int descriptor() const { return socket_.descriptor.number(); }
  const Address& peer() const { return socket_.peer; }
  // Empty for a channel that does not seal.
  std::string_view tls_version() const { return seal_ == nullptr ? std::string_view() : seal_->version(); }
  // On the loop that the channel was on.
  std::unique_ptr<Channel> unpark(Loop& loop) &&;

 private:
  Connected socket_;
  std::unique_ptr<Seal> seal_;
};

}  // namespace weft::io
