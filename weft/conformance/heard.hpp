// Frames that a peer sent, from what a trace tells of them, and questions to all that was heard of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <weft/conformance/judge.hpp>
#include <weft/trace/event.hpp>

namespace weft::conformance {

HeardFrame heard_frame(const trace::FrameSeen& seen);
HeardFrame heard_frame(const trace::DataSeen& seen);
// The fault by which a frame is no HTTP/2: it stands within a field block, or its own block cannot be read. Empty where
// it has none.
std::string fault_of(const trace::FrameSeen& seen);

// The answer to a PING with these octets, as a frame is shown: "PING ACK 7765667400000001".
std::string pong_of(std::uint64_t opaque);
// The peer ends the whole connection for an error; null where it does not.
const HeardFrame* fatal_goaway(const Heard& heard);
// RST_STREAM with an error, on this stream, or on any for 0; null where there is none.
const HeardFrame* reset_of(const Heard& heard, StreamId stream);
// A frame came that is shown with this beginning.
bool says(const Heard& heard, std::string_view beginning);
// "the connection was closed"
std::string end_words(const Heard& heard);

}  // namespace weft::conformance
