// Frames that a peer sent, from what a trace tells of them, and questions to all that was heard of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <weft/conformance/judge.hpp>
#include <weft/trace/event.hpp>

namespace weft::conformance {

// A case listens to no more of a peer: frames, fields without compression, and content. No honest answer has so much.
inline constexpr std::size_t most_heard = 8 * 1024 * 1024;

// Counts what an event takes that is kept, beside its octets. False where that is too much, and nothing of it may be
// kept.
bool has_room_for(Heard& heard, const trace::Event& event);
bool is_too_much(const Heard& heard);
// "more than 8 MiB, …"
std::string excess_words();

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
