// The prompt: single frames to a server, as telnet was for HTTP/1.1. The lines come from a terminal, a pipe or a
// script.
#pragma once

#include <cli/inspect/options.hpp>

namespace weft::cli::inspect {

// The exit code: 1 where a command was wrong or could not be done.
int run_prompt(const InspectOptions& options);

}  // namespace weft::cli::inspect
