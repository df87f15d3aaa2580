#include <cli/inspect/between.hpp>

#include <stdexcept>

namespace weft::cli::inspect {

int stand_between(const InspectOptions& options) {
  throw std::runtime_error("the way to " + options.to + " is not there yet");
}

}  // namespace weft::cli::inspect
