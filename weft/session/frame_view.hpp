// One of the last frames of a connection over HTTP/2, as an operator sees it: its header, the increment of a window,
// and nothing else that it carries.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <weft/base/time.hpp>

namespace weft::session {

struct FrameView {
  Time time{};
  // By our side.
  bool is_sent = false;
  // RFC 9113 4.1
  std::uint8_t type = 0;
  std::uint8_t flags = 0;
  std::uint32_t stream = 0;
  std::uint32_t length = 0;
  // RFC 9113 6.9: of a WINDOW_UPDATE.
  std::optional<std::uint32_t> increment = {};

  // "HEADERS"; "0x1f" for a type without a name.
  std::string name() const;
  // "END_STREAM", "END_HEADERS"; "0x40" for bits without a name.
  std::vector<std::string> flag_names() const;

  friend bool operator==(const FrameView&, const FrameView&) = default;
};

}  // namespace weft::session
