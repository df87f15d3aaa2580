// The sums of a recording: what each stream was and how long it took, octets, what HPACK saved, and waits.
#pragma once

#include <string>

#include <cli/inspect/recording/options.hpp>
#include <weft/trace/recording/recording.hpp>

namespace weft::cli::inspect {

// Sums the streams and the types of frames that `options` choose. Octets of the connection are told where nothing is
// chosen: nobody knows whose they are.
std::string summary_of(const trace::Recording& recording, const RecordingOptions& options);

}  // namespace weft::cli::inspect
