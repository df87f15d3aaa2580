// RFC 9113 6.5.2: the values of the peer's SETTINGS, or the initial values before they come.
#pragma once

#include <cstdint>
#include <optional>

#include <weft/frame/header.hpp>
#include <weft/frame/settings.hpp>
#include <weft/h2/error.hpp>
#include <weft/h2/flow_window.hpp>
#include <weft/http/role.hpp>

namespace weft::h2 {

struct PeerSettings {
  std::uint32_t initial_window = default_window;
  std::uint32_t max_frame_size = frame::default_max_frame_size;
  std::uint32_t max_streams = frame::max_stream_id;
  // RFC 9113 6.5.2: "The initial value of SETTINGS_ENABLE_PUSH is 1."
  bool push = true;
  bool connect_protocol = false;
  // nullopt before the first SETTINGS.
  std::optional<std::uint32_t> no_rfc7540_priorities;

  // Takes a value that is not wrong by itself. Returns why the connection is lost, if the value is not allowed.
  // `own_role` is the role that received it.
  std::optional<Reason> apply(frame::Setting setting, http::Role own_role);

  // RFC 9218 2.1.1: "Once the client receives the first SETTINGS frame that contains the
  // SETTINGS_NO_RFC7540_PRIORITIES parameter with a value of 1, it SHOULD stop sending the HTTP/2 priority signals."
  bool takes_dependencies() const { return no_rfc7540_priorities.value_or(0) == 0; }
  // RFC 9218 2.1.1: "Similarly, if the client receives SETTINGS_NO_RFC7540_PRIORITIES with a value of 0 or if the
  // settings parameter was absent, it SHOULD stop sending PRIORITY_UPDATE frames (Section 7.1), since those frames are
  // likely to be ignored."
  bool takes_priority_updates() const { return no_rfc7540_priorities.value_or(1) == 1; }
};

}  // namespace weft::h2
