#include <weft/http/side.hpp>

#include <algorithm>

namespace weft::http {
namespace {

// A log shows no shorter time.
constexpr Duration shortest_told = std::chrono::milliseconds(1);
// A system call costs nothing beside it.
constexpr Duration shortest_asked = std::chrono::milliseconds(100);

std::optional<Wait> longest_of(const Waits& times) {
  std::optional<Wait> longest;
  for (const SidedCause& each : all_sided_causes) {
    if (times[each.cause] >= (longest ? times[*longest] + Duration(1) : shortest_told)) longest = each.cause;
  }
  return longest;
}

}  // namespace

std::string_view to_string(Side side) {
  constexpr std::array<std::string_view, 4> names{"none", "client", "server", "network"};
  return names[static_cast<std::size_t>(side)];
}

Side side_of(Wait wait, const Circumstances& circumstances) {
  switch (wait) {
    case Wait::application:
      return circumstances.awaits_request ? Side::client : Side::server;
    case Wait::priority:
      return circumstances.is_placed_by_server ? Side::server : Side::client;
    case Wait::stream_window:
    case Wait::connection_window:
    case Wait::pool:
      return Side::client;
    case Wait::rate_limit:
      return Side::server;
    case Wait::socket:
      return circumstances.is_held_by_client ? Side::client : Side::network;
  }
  return Side::none;
}

Duration SidedWaits::operator[](const SidedCause& what) const {
  const Duration all = times[what.cause];
  const auto is_its_side = [&](bool awaits_request) {
    return what.side == side_of(what.cause, {awaits_request, is_placed_by_server, is_held_by_client});
  };
  if (what.cause != Wait::application) return is_its_side(false) ? all : Duration::zero();
  const Duration of_client = std::min(for_request, all);
  return (is_its_side(true) ? of_client : Duration::zero()) + (is_its_side(false) ? all - of_client : Duration::zero());
}

std::optional<SidedCause> SidedWaits::longest() const {
  const std::optional<Wait> cause = longest_of(times);
  if (!cause) return std::nullopt;
  const bool awaits_request = for_request > times[Wait::application] - for_request;
  return SidedCause{*cause, side_of(*cause, {awaits_request, is_placed_by_server, is_held_by_client})};
}

bool SidedWaits::is_for_socket() const {
  return times[Wait::socket] >= shortest_asked && longest_of(times) == Wait::socket;
}

}  // namespace weft::http
