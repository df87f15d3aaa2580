#include <weft/testkit/pair.hpp>

#include <algorithm>

namespace weft::testkit {

void Pair::run(std::size_t cut) {
  bool moved = true;
  while (moved) {
    moved = carry(client, server, from_client, cut);
    moved = carry(server, client, from_server, cut) || moved;
  }
}

void Pair::advance(Duration duration) {
  constexpr Duration step = std::chrono::milliseconds(100);
  for (Duration left = duration; left > Duration::zero(); left -= step) {
    const Time until = clock.now() + std::min(left, step);
    client.advance(until - clock.now());
    // The clock is one for both: the server only catches up on its deadlines.
    server.advance(Duration::zero());
    run();
  }
}

bool Pair::carry(Endpoint& from, Endpoint& to, Transcript& transcript, std::size_t cut) {
  const Bytes octets = from.produce();
  transcript.read(octets);
  Octets rest = octets;
  while (!rest.empty()) {
    const Octets piece = rest.first(std::min(cut, rest.size()));
    rest = rest.subspan(piece.size());
    to.receive(piece);
  }
  return !octets.empty();
}

}  // namespace weft::testkit
