// How a client's connections behave.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include <weft/base/time.hpp>
#include <weft/h1/options.hpp>
#include <weft/h2/options.hpp>
#include <weft/session/protocols.hpp>
#include <weft/session/trace_user.hpp>

namespace weft::session::client {

// Octets that the windows of all connections of a process may have together, beyond the 8 MiB that each one has.
inline constinit h2::WindowBudget receive_budget{64 * 1024 * 1024};

struct Options {
  // The session ends what is old, and then waits for all calls: the engines would give them half a minute.
  static constexpr Duration no_age = std::chrono::hours(24 * 365);

  h1::Options h1{.timeouts = {.age = no_age}};
  // Some servers, as Node, limit no streams: a thousand heads may be here at a time. A hundred bodies that nobody reads
  // hold nobody up, paused or not. Windows of bodies that are read grow with the path, and both come out of the budget
  // of the process.
  h2::Options h2{.limits = {.held_field_octets = 8 * 1024 * 1024},
                 .timeouts = {.age = no_age},
                 .connection_window = 8 * 1024 * 1024,
                 .max_stream_window = 16 * 1024 * 1024,
                 .max_connection_window = 16 * 1024 * 1024,
                 .window_budget = &receive_budget,
                 .paused_window = 48 * 1024 * 1024};
  // Streams that may be open before the server's first SETTINGS have come. RFC 9113 5.1.2 leaves their number open
  // until then; 100 is what RFC 9113 6.5.2 recommends as the least limit.
  std::uint32_t first_streams = 100;
  // Octets that the transport does not take: the connection is closed after this long.
  Duration write_stall = std::chrono::seconds(10);
  // Nothing begins on a connection of this age, give or take a tenth: its successor resolves the name anew.
  Duration age = std::chrono::minutes(10);
  // Over HTTP/2, a PING goes with a call that begins when nothing was read for so long, …
  Duration quiet = std::chrono::seconds(10);
  // … at most one in this time, because servers count PINGs, …
  Duration ping_interval = std::chrono::seconds(10);
  // … and the connection is given up where no octet comes for so long.
  Duration ping_answer = std::chrono::seconds(10);
  // After the last octet was sent: how long and how much is read and dropped before close.
  Duration linger = std::chrono::seconds(1);
  std::size_t linger_octets = 256 * 1024;
  // Listens to the connections; must outlive them.
  TraceUser* trace = nullptr;
};

}  // namespace weft::session::client
