// The causes for which a message has waited, and how long: each moment between its beginning and its end counts for one
// cause.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <weft/base/time.hpp>

namespace weft::http {

enum class Wait : std::uint8_t {
  application,        // for an answer, or for more octets of its body
  priority,           // while other messages were sent
  stream_window,      // for the peer to let more of this message through
  connection_window,  // for the peer to let more of any message through
  rate_limit,         // for a limit of our own
  socket,             // for the transport to take more
  pool,               // for room to begin
};

// In the order of their numbers.
inline constexpr std::array all_waits{Wait::application, Wait::priority, Wait::stream_window, Wait::connection_window,
                                      Wait::rate_limit,  Wait::socket,   Wait::pool};

// "stream_window"
std::string_view to_string(Wait wait);

class Waits {
 public:
  Duration& operator[](Wait wait) { return times_[static_cast<std::size_t>(wait)]; }
  Duration operator[](Wait wait) const { return times_[static_cast<std::size_t>(wait)]; }
  Duration total() const;

 private:
  std::array<Duration, all_waits.size()> times_{};
};

}  // namespace weft::http
