#include "direction.hpp"

#include <algorithm>
#include <chrono>

namespace weft::link {

namespace {

constexpr std::uint64_t nanoseconds_a_second = 1'000'000'000;

Duration time_of(std::uint64_t octets, std::uint64_t rate) {
  return Duration(static_cast<std::int64_t>(octets * 8 * nanoseconds_a_second / rate));
}

}  // namespace

std::optional<Time> Direction::pass(std::size_t octets, Time now) {
  ++counts_.packets;
  counts_.octets += octets;
  if (is_lost()) {
    ++counts_.lost;
    return std::nullopt;
  }
  if (path_.rate == 0) return now + path_.delay;
  const Time begins = std::max(free_at_, now);
  if (begins - now + time_of(octets, path_.rate) > time_of(path_.queue, path_.rate)) {
    ++counts_.dropped;
    return std::nullopt;
  }
  free_at_ = begins + time_of(octets, path_.rate);
  return free_at_ + path_.delay;
}

// Bursts end with the chance of 1 / burst, and begin as often as makes `loss` the share of all packets.
bool Direction::is_lost() {
  if (path_.loss <= 0) return false;
  if (path_.burst <= 1) return draw() < path_.loss;
  const double ends = 1 / path_.burst;
  const double begins = ends * path_.loss / (1 - path_.loss);
  is_bad_ = is_bad_ ? draw() >= ends : draw() < begins;
  return is_bad_;
}

}  // namespace weft::link
