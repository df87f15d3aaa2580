// What is left of a channel on which nothing happens: its socket, who is at the ends, and the keys of TLS.
//
//   if (auto resting = channel.rest()) …                    // the channel can only be destroyed now
//   auto channel = std::move(*resting).wake(loop);          // another one goes on; start() it, on_open() does not come
//
// RestWatch says when it is time.
#pragma once

#include <memory>

#include <weft/io/connected.hpp>

namespace weft::io {

class Channel;
class Loop;
struct TlsSession;

class Resting {
 public:
  explicit Resting(Connected socket);
  Resting(Connected socket, std::unique_ptr<TlsSession> tls);
  Resting(Resting&& other) noexcept;
  Resting& operator=(Resting&& other) noexcept;
  // Without a word to the peer.
  ~Resting();

  int descriptor() const { return socket_.descriptor.number(); }
  // On the loop that the channel was on.
  std::unique_ptr<Channel> wake(Loop& loop) &&;

 private:
  Connected socket_;
  // Null on cleartext.
  std::unique_ptr<TlsSession> tls_;
};

}  // namespace weft::io
