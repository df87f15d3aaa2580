// What a server's connection must not forget while nothing happens on it: a quarter of its memory, or less.
//
//   if (auto packed = connection.pack(now)) …        // the connection may go …
//   Connection again(std::move(*packed), now);       // … and goes on where it was when something comes
//
// What is not in here is either as it was at the beginning, or only matters to streams that live.
#pragma once

#include <weft/base/time.hpp>
#include <weft/frame/stream_id.hpp>
#include <weft/h2/flow_window.hpp>
#include <weft/h2/limits.hpp>
#include <weft/h2/local_settings.hpp>
#include <weft/h2/options.hpp>
#include <weft/h2/peer_settings.hpp>
#include <weft/h2/stream_state.hpp>
#include <weft/h2/workspace.hpp>
#include <weft/hpack/decoder.hpp>
#include <weft/hpack/encoder.hpp>

namespace weft::h2 {

struct Packed {
  const Options& options;
  Workspace& workspace;
  Time created;
  Time last_active;
  hpack::Decoder decoder;
  hpack::Encoder encoder;
  Guard::Kept guard;
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
};

}  // namespace weft::h2
