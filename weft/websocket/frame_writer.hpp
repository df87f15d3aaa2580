// Writes frames.
#pragma once

#include <weft/base/buffer.hpp>
#include <weft/base/bytes.hpp>
#include <weft/websocket/frame_header.hpp>

namespace weft::websocket {

// The header in the shortest form, and the octets behind it, masked where the header says so. `header.size` is not
// looked at.
void append_frame(Buffer& out, const FrameHeader& header, Octets octets);

}  // namespace weft::websocket
