// What a server's connection must not forget while nothing happens on it: a tenth of its memory, or less.
//
//   if (auto packed = connection.pack(now)) …                    // the connection may go …
//   Connection again(*packed, options, workspace, now);          // … and goes on where it was when something comes
//
// What is not in here is either as it was at the beginning, or only matters to streams that live.
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

struct Packed {
  Time created;
  Time last_active;
  // The guard's counters, and HPACK of both directions, as a TightWriter has written them.
  std::unique_ptr<char[]> tight;
  // The guard's allowance.
  TokenBucket settings;
  PeerSettings peer;
  SettingsInForce::Values own_settings;
  FlowWindow send_window;
  ReceiveWindow receive_window;
  // The highest of the client's streams, and how it ended; those below it are old.
  frame::StreamId latest_request;
  frame::StreamId last_processed;
  frame::StreamId next_id;
  StreamState latest_state;
  // Schedule::use_urgencies()
  bool urgencies_for_good;

  // When it must go on even if nothing comes: it has been idle for too long, or is too old.
  Time deadline(const Timeouts& timeouts) const {
    return std::min(last_active + timeouts.idle, created + timeouts.age);
  }
};

}  // namespace weft::h2
