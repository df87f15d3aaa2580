// The side that must act so that a message goes on, or that had to: one rule for messages that are under way and for
// those that have ended.
//
//   side_of(Wait::socket, {.is_held_by_client = true})      // Side::client
//   waits.longest()                                         // of SidedWaits: {Wait::socket, Side::client}, or nothing
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include <weft/base/time.hpp>
#include <weft/http/waits.hpp>

namespace weft::http {

enum class Side : std::uint8_t { none, client, server, network };

// "network"
std::string_view to_string(Side side);

// These decide where the cause alone does not.
struct Circumstances {
  // The handler waits for octets of the request that the client has not sent.
  bool awaits_request = false;
  // The server has put the message where it stands, whatever the client says.
  bool is_placed_by_server = false;
  // The client's kernel has no room for more.
  bool is_held_by_client = false;
};

Side side_of(Wait wait, const Circumstances& circumstances);

struct SidedCause {
  Wait cause;
  Side side;

  friend bool operator==(const SidedCause&, const SidedCause&) = default;
};

// All pairs that side_of() gives.
inline constexpr std::array<SidedCause, 10> all_sided_causes = {{
    {Wait::application, Side::client},
    {Wait::application, Side::server},
    {Wait::priority, Side::client},
    {Wait::priority, Side::server},
    {Wait::stream_window, Side::client},
    {Wait::connection_window, Side::client},
    {Wait::rate_limit, Side::server},
    {Wait::socket, Side::client},
    {Wait::socket, Side::network},
    {Wait::pool, Side::client},
}};

// The waits of a message that has ended, and what tells whose they were.
struct SidedWaits {
  Waits times = {};
  // The part of times[Wait::application] in which the handler waited for octets that the client had not sent.
  Duration for_request = Duration::zero();
  bool is_placed_by_server = false;
  bool is_held_by_client = false;

  // How long it has waited for this.
  Duration operator[](const SidedCause& what) const;
  // The cause that it has waited for the longest, and the side that had to act for the longer part of that; nullopt
  // where that is less than a millisecond.
  std::optional<SidedCause> longest() const;
  // The longest was for the socket, and so long that it is worth a question to the kernel who has held it.
  bool is_for_socket() const;
};

}  // namespace weft::http
