#include <tests/attacks/witness.hpp>

namespace weft::attacks {

Witness::Witness(const ServerProcess& server, Transport transport) : peer_(server, transport) {
  peer_.greet();
  thread_ = std::thread([this] { run(); });
}

Witness::~Witness() {
  stop();
}

Witness::Testimony Witness::testimony() {
  stop();
  return seen_;
}

// A hundred requests a second.
void Witness::run() {
  for (StreamId stream = 1; !over_ || seen_.answered == 0; stream += 2) {
    peer_.frames.headers(stream, request("GET", "/folder/inner.txt"), end_stream);
    peer_.send();
    const bool answered = peer_.wait([stream](const Peer& peer) { return peer.ended(stream); });
    const bool well = answered && peer_.status(stream) == 200 && peer_.resets() == 0 && peer_.goaways() == 0;
    ++(well ? seen_.answered : seen_.failed);
    if (!well) return;
    std::this_thread::sleep_for(milliseconds(10));
  }
}

void Witness::stop() {
  over_ = true;
  if (thread_.joinable()) thread_.join();
}

}  // namespace weft::attacks
