// Asks for all URLs at once, and tells of each in the order of the command line.
#pragma once

#include <cli/get/options.hpp>

namespace weft::cli::get {

// The exit code: that of the first URL that failed.
int run(const GetOptions& options);

}  // namespace weft::cli::get
