// A recording as lines, one a frame, as weft get -v has them.
#pragma once

#include <string>

#include <cli/inspect/recording/options.hpp>
#include <weft/trace/recording/recording.hpp>

namespace weft::cli::inspect {

// "HTTP/2   server 127.0.0.1:8443   client 127.0.0.1:5123   TLS   2026-11-29T12:00:00.250Z"
std::string opening_of(const trace::Recording& recording);
std::string shown(const trace::Recording& recording, const RecordingOptions& options);

// Why this is no type of a frame, nor a message of HTTP/1.1; empty where it is one.
std::string fault_of_frame_name(const std::string& name);

}  // namespace weft::cli::inspect
