// A recording as lines, one a frame, as weft get -v has them.
#pragma once

#include <iosfwd>
#include <string>

#include <cli/inspect/recording/options.hpp>
#include <weft/trace/recording/recording.hpp>

namespace weft::cli::inspect {

// "HTTP/2   server 127.0.0.1:8443   client 127.0.0.1:5123   TLS   2026-11-29T12:00:00.250Z"
std::string opening_of(const trace::Recording& recording);
// Line by line: of a long recording all together would take as much memory as the recording.
void show(const trace::Recording& recording, const RecordingOptions& options, std::ostream& out);

}  // namespace weft::cli::inspect
