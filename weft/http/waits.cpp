#include <weft/http/waits.hpp>

#include <numeric>

namespace weft::http {

std::string_view to_string(Wait wait) {
  constexpr std::array<std::string_view, all_waits.size()> names{
      "application", "priority", "stream_window", "connection_window", "rate_limit", "socket", "pool"};
  return names[static_cast<std::size_t>(wait)];
}

Duration Waits::total() const {
  return std::accumulate(times_.begin(), times_.end(), Duration::zero());
}

}  // namespace weft::http
