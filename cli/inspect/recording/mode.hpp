// weft inspect FILE: a recording, shown, summed, played to today's engine or written as packets.
#pragma once

#include <cli/inspect/recording/options.hpp>

namespace CLI {
class App;
}

namespace weft::cli::inspect {

void add_recording_options(CLI::App& verb, RecordingOptions& options);
// The exit code: 1 where the file cannot be read or is no recording, or where a replay differs.
int run_recording(const RecordingOptions& options);

}  // namespace weft::cli::inspect
