// A connection at rest needs little memory: packed.hpp.
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include <weft/base/tight.hpp>
#include <weft/h2/connection.hpp>
#include <weft/h2/packed.hpp>

namespace weft::h2 {

namespace {

using Numbers = std::array<std::uint64_t, sizeof(Counters) / sizeof(std::uint64_t)>;

void write(const Counters& counters, TightWriter& out) {
  for (const std::uint64_t number : std::bit_cast<Numbers>(counters)) out.number(number);
}

Counters read_counters(TightReader& in) {
  Numbers numbers;
  for (std::uint64_t& number : numbers) number = in.number();
  return std::bit_cast<Counters>(numbers);
}

std::unique_ptr<char[]> copy_of(std::string_view octets) {
  auto copy = std::make_unique_for_overwrite<char[]>(octets.size());
  std::copy(octets.begin(), octets.end(), copy.get());
  return copy;
}

}  // namespace

std::optional<Packed> Connection::pack(Time now) {
  if (!is_server() || !is_at_rest(now)) return std::nullopt;
  const Guard::Kept kept = guard_.keep();
  TightWriter tight;
  write(kept.counters, tight);
  heads_.pack(tight);
  writer_.pack(tight);
  const frame::StreamId latest = streams_.requests().highest();
  return Packed{
      .created = created_,
      .last_active = last_active_,
      .tight = copy_of(tight.octets()),
      .settings = kept.settings,
      .peer = peer_,
      .own_settings = own_settings_.acknowledged(),
      .send_window = flow_.send_window(),
      .receive_window = flow_.receive_window(),
      .latest_request = latest,
      .last_processed = ending_.last_accepted(),
      .next_id = streams_.next_id(),
      .latest_state = streams_.state_of(latest, clock_.now()),
      .urgencies_for_good = !priorities_.takes_dependencies(),
  };
}

Connection::Connection(const Packed& packed, const Options& options, Workspace& workspace, Time now)
    : role_(Role::server),
      options_(options),
      workspace_(workspace),
      created_(packed.created),
      last_active_(packed.last_active),
      intake_(Intake::Stage::frames, options.max_frame_size),
      ending_(Role::server, packed.last_processed),
      heads_(options),
      guard_(options_.limits, now),
      streams_(Role::server, workspace, now),
      peer_(packed.peer),
      own_settings_(packed.own_settings),
      flow_(options, packed.send_window, packed.receive_window),
      pace_(options.timeouts),
      writer_(workspace_),
      events_(workspace),
      clock_(now) {
  TightReader tight(packed.tight.get());
  guard_.go_on({read_counters(tight), packed.settings});
  heads_.unpack(tight);
  writer_.unpack(tight);
  writer_.set_max_frame_size(peer_.max_frame_size);
  streams_.go_on_with(packed.next_id);
  if (packed.latest_request != 0) streams_.remember(packed.latest_request, packed.latest_state, now);
  if (packed.next_id > 2) streams_.remember(packed.next_id - 2, StreamState::closed_by_peer_reset, now);
  if (packed.urgencies_for_good) priorities_.use_urgencies();
}

// Nothing is under way, nothing was said that is remembered for later, and no allowance is in use.
bool Connection::is_at_rest(Time now) {
  const bool reads = intake_.is_between_frames() && !ending_.peer_gone();
  const bool lasts = ending_.allows_new_streams();
  const bool said_all = !wants_to_produce() && events_.empty();
  const bool heard_all = own_settings_.outstanding() == 0 && pings_outstanding_ == 0;
  const bool no_streams = streams_.live() == 0 && streams_.forgettable(now);
  const bool no_order = priorities_.is_plain();
  const bool no_rates = !flow_.has_rates();
  return reads && lasts && said_all && heard_all && no_streams && no_order && no_rates && guard_.is_calm(now);
}

}  // namespace weft::h2
