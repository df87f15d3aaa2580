// A connection on which nothing happens needs little memory: parked.hpp.
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include <weft/base/tight.hpp>
#include <weft/h2/connection.hpp>
#include <weft/h2/parked.hpp>

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

std::optional<Parked> Connection::park(Time now) {
  if (!is_server() || !can_park(now)) return std::nullopt;
  const Guard::Parked guard = guard_.park();
  TightWriter tables;
  write(guard.counters, tables);
  heads_.park(tables);
  writer_.park(tables);
  const frame::StreamId latest = streams_.requests().highest();
  return Parked{
      .durable = durable_,
      .tables = copy_of(tables.octets()),
      .settings = guard.settings,
      .own_settings = own_settings_.acknowledged(),
      .send_window = flow_.send_window(),
      .receive_window = flow_.receive_window(),
      .latest_request = latest,
      .last_accepted = ending_.last_accepted(),
      .next_id = streams_.next_id(),
      .latest_state = streams_.state_of(latest, clock_.now()),
      .urgencies_for_good = !priorities_.takes_dependencies(),
  };
}

Connection::Connection(const Parked& parked, const Options& options, Workspace& workspace, Time now)
    : Connection(Role::server, Intake::Stage::frames, parked, options, workspace, now) {
  TightReader tables(parked.tables.get());
  guard_.unpark({read_counters(tables), parked.settings});
  heads_.unpark(tables);
  writer_.unpark(tables);
  if (parked.latest_request != 0) streams_.remember(parked.latest_request, parked.latest_state, now);
  if (parked.next_id > 2) streams_.remember(parked.next_id - 2, StreamState::closed_by_peer_reset, now);
  if (parked.urgencies_for_good) priorities_.use_urgencies();
}

// True where nothing is under way, no priority is kept for later, and no allowance is in use.
bool Connection::can_park(Time now) {
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
