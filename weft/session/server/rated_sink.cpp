#include <weft/session/server/rated_sink.hpp>

#include <algorithm>

#include <weft/io/loop.hpp>
#include <weft/session/server/exchange.hpp>

namespace weft::session::server {

// The sink may take less than it is given, and then asks for the rest itself.
std::size_t RatedSink::on_body(Octets octets) {
  std::size_t taken = 0;
  while (taken < octets.size()) {
    const std::size_t most = allowed(octets.size() - taken);
    if (most == 0) break;
    const std::size_t took = sink_->on_body(octets.subspan(taken, most));
    limits_.spend(took, exchange_.loop().now());
    taken += took;
    if (took < most) break;
  }
  return taken;
}

// 0: the body goes on when its time has come.
std::size_t RatedSink::allowed(std::size_t wanted) {
  constexpr std::size_t largest = 1 << 30;
  const auto most = static_cast<std::uint32_t>(std::min(wanted, largest));
  io::Loop& loop = exchange_.loop();
  const std::uint32_t octets = limits_.allowed(most, loop.now(), wanted);
  if (octets == 0) loop.deadlines().arm(*this, limits_.resume(most));
  return octets;
}

void RatedSink::on_deadline(Time) {
  exchange_.body_wanted();
}

}  // namespace weft::session::server
