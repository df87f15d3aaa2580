// Frames of HTTP/2 as draft-pardue-httpbis-qlog-h2-events-00 has them, and the little more that a reader needs to show
// them again.
#pragma once

#include <string>

#include <weft/trace/event.hpp>
#include <weft/trace/recording/field_text.hpp>

namespace weft::trace {

// The data of http2:frame_created and http2:frame_parsed.
std::string frame_text(const FrameSeen& seen, const Keeping& keeping);
std::string frame_text(const DataSeen& seen);

std::string_view to_string(Section::State state);

}  // namespace weft::trace
