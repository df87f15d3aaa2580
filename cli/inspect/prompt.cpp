#include <cli/inspect/prompt.hpp>

#include <stdexcept>

namespace weft::cli::inspect {

int run_prompt(const InspectOptions& options) {
  throw std::runtime_error("the prompt for " + options.what + " is not there yet");
}

}  // namespace weft::cli::inspect
