// RFC 9113 7: the codes of RST_STREAM and GOAWAY.
#pragma once

#include <cstdint>
#include <string_view>

namespace weft::frame {

// Unknown codes are legal on the wire and are kept as they are.
enum class ErrorCode : std::uint32_t {
  no_error = 0x00,
  protocol_error = 0x01,
  internal_error = 0x02,
  flow_control_error = 0x03,
  settings_timeout = 0x04,
  stream_closed = 0x05,
  frame_size_error = 0x06,
  refused_stream = 0x07,
  cancel = 0x08,
  compression_error = 0x09,
  connect_error = 0x0a,
  enhance_your_calm = 0x0b,
  inadequate_security = 0x0c,
  http_1_1_required = 0x0d,
};

// "ENHANCE_YOUR_CALM"; empty for an unknown code.
std::string_view to_string(ErrorCode code);

}  // namespace weft::frame
