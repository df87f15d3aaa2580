// Stands between clients and a server: octets pass unchanged in both directions, and their frames are shown.
#pragma once

#include <cli/inspect/options.hpp>

namespace weft::cli::inspect {

// Until a signal ends it. The exit code.
int stand_between(const InspectOptions& options);

}  // namespace weft::cli::inspect
