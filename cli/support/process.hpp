// The tool sets up its own process with these before it does anything.
#pragma once

namespace weft::cli {

// Afterwards descriptors 0 to 2 are open, so that no file or socket is taken for standard output or standard error; a
// pipe that nobody reads is an error and no signal; and as many descriptors can be had as the system allows.
void prepare_process();

}  // namespace weft::cli
