#pragma once

#include <cstdint>
#include <optional>

#include <weft/frame/header.hpp>
#include <weft/h2/flow_window.hpp>

namespace weft::h2 {

// RFC 9113 6.5.2: what the peer's SETTINGS say, and the initial values before they do.
struct PeerSettings {
  std::uint32_t initial_window = default_window;
  std::uint32_t max_frame_size = frame::default_max_frame_size;
  std::uint32_t max_streams = frame::max_stream_id;
  // RFC 9113 6.5.2: "The initial value of SETTINGS_ENABLE_PUSH is 1."
  bool push = true;
  bool connect_protocol = false;
  // Nothing before the first SETTINGS.
  std::optional<std::uint32_t> no_rfc7540_priorities;
};

}  // namespace weft::h2
