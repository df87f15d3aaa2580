// Parked holds the part of a server's connection that survives while nothing happens on it: a tenth of its memory, or
// less.
//
//   if (auto parked = connection.park(now)) …                    // the connection may be destroyed …
//   Connection again(*parked, options, workspace, now);          // … and is made again when octets come
//
// All other state is either as it was at the beginning, or only matters to live streams.
#pragma once

#include <algorithm>
#include <memory>

#include <weft/base/time.hpp>
#include <weft/base/token_bucket.hpp>
#include <weft/frame/stream_id.hpp>
#include <weft/h2/flow_window.hpp>
#include <weft/h2/local_settings.hpp>
#include <weft/h2/options.hpp>
#include <weft/h2/peer_settings.hpp>
#include <weft/h2/stream_state.hpp>

namespace weft::h2 {

// The part that a live connection keeps in this form; the connection's members own the rest.
struct Durable {
  Time created{};
  // When octets were received last, or a message was released last.
  Time last_active{};
  PeerSettings peer{};

  Time age_limit(const Timeouts& timeouts) const { return created + timeouts.age; }
};

struct Parked {
  Durable durable;
  // The guard's counters, and HPACK of both directions, as a TightWriter has written them.
  std::unique_ptr<char[]> tables;
  // The guard's allowance.
  TokenBucket settings;
  SettingsInForce::Values own_settings;
  FlowWindow send_window;
  ReceiveWindow receive_window;
  // The highest of the client's streams, and how it ended; those below it are old.
  frame::StreamId latest_request = 0;
  frame::StreamId last_accepted = 0;
  // The identifier of our own next stream.
  frame::StreamId next_id;
  StreamState latest_state = StreamState::idle;
  // Schedule::use_urgencies()
  bool urgencies_for_good = false;

  // The number of requests that the client has begun.
  std::uint32_t requests() const { return (latest_request + 1) / 2; }
  // When there must be a connection again even if nothing comes: it has been idle for too long, or is too old.
  Time deadline(const Timeouts& timeouts) const {
    return std::min(durable.last_active + timeouts.idle, durable.age_limit(timeouts));
  }
};

}  // namespace weft::h2
