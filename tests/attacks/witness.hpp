// Somebody polite, who must not notice an attack: one connection, a request after the other.
#pragma once

#include <atomic>
#include <thread>

#include <tests/attacks/peer.hpp>

namespace weft::attacks {

class Witness {
 public:
  Witness(const ServerProcess& server, Transport transport);
  // Ends the requests.
  ~Witness();

  struct Testimony {
    std::size_t answered = 0;
    std::size_t failed = 0;
  };
  // The testimony, given after one more request.
  Testimony testimony();

 private:
  void run();
  void stop();

  Peer peer_;
  Testimony seen_;
  std::atomic<bool> over_ = false;
  std::thread thread_;
};

}  // namespace weft::attacks
