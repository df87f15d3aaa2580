// The words in which a trace tells of frames.
#pragma once

#include <string>
#include <vector>

#include <weft/frame/frame.hpp>

namespace weft::trace {

// "HEADERS"; "0x1b" for a type without a name.
std::string name_of(frame::Type type);
// "CANCEL"; "0x0000001b" for a code without a name.
std::string name_of(frame::ErrorCode code);
// "END_STREAM", "ACK"; "0x40" for bits without a name in a frame of this type.
std::vector<std::string> flags_of(const frame::Header& header);
frame::Type type_of(const frame::Frame& frame);
frame::StreamId stream_of(const frame::Frame& frame);

// What the frame says beside its stream and its fields; empty where that is nothing.
std::string words_of(const frame::Frame& frame);
// "MAX_CONCURRENT_STREAMS 100: streams at a time".
std::string words_of(frame::Setting setting);

}  // namespace weft::trace
