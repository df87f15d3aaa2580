// How large receive windows are: as somebody says, or as the path to the peer asks for.
#include <algorithm>
#include <chrono>

#include <weft/h2/connection.hpp>

namespace weft::h2 {

void Connection::set_window(MessageId message, std::uint32_t octets) {
  Stream* stream = streams_.find(message);
  if (stream == nullptr) return;
  stream->receive_window.set_target(octets);
  offer_credit(*stream, Credit::at_once);
}

void Connection::set_connection_window(std::uint32_t octets) {
  receive_window_.set_target(octets);
  offer_connection_credit(Credit::at_once);
}

namespace {

// RFC 9113 5.2.3: "If an endpoint cannot ensure that its peer always has available flow-control window space that is
// greater than the peer's bandwidth * delay product on this connection, its receive throughput will be limited by
// HTTP/2 flow control." Twice the product, because credit comes back in steps of half a window.
std::uint32_t window_for(Duration round_trip, std::uint64_t octets_per_second) {
  using std::chrono::microseconds;
  constexpr Duration longest = std::chrono::minutes(1);
  constexpr std::uint64_t fastest = 100'000'000'000;
  const auto delay = std::chrono::duration_cast<microseconds>(std::clamp(round_trip, Duration::zero(), longest));
  const std::uint64_t product = static_cast<std::uint64_t>(delay.count()) * std::min(octets_per_second, fastest);
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(product / 1'000'000 * 2, max_window));
}

// Whether a larger window would be used: octets go as they come, and nobody holds them back on purpose.
bool keeps_up(const Stream& stream) {
  if (!may_receive(stream.state) || stream.paused() || stream.receive_limits.any()) return false;
  const std::uint64_t half = stream.receive_window.target() / 2;
  return stream.consumed() - stream.consumed_before >= std::max<std::uint64_t>(half, 1) && stream.held <= half;
}

}  // namespace

// However large the windows of streams are, the one of the connection bounds what all of them can hold.
void Connection::on_path_estimate(Duration round_trip, std::uint64_t octets_per_second) {
  const std::uint32_t wanted = window_for(round_trip, octets_per_second);
  bool grows = false;
  streams_.for_each([&](Stream& stream) {
    if (keeps_up(stream)) {
      grows = true;
      stream.receive_window.grow(std::min(wanted, options_.max_stream_window));
      offer_credit(stream, Credit::when_due);
    }
    stream.consumed_before = stream.consumed();
  });
  if (!grows || receive_limits_.any()) return;
  receive_window_.grow(std::min(wanted, options_.max_connection_window));
  offer_connection_credit(Credit::when_due);
}

}  // namespace weft::h2
