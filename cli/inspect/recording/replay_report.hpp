// The result of a replay, in words.
#pragma once

#include <string>

#include <weft/session/replay/replay.hpp>

namespace weft::cli::inspect {

std::string report(const session::Replayed& replayed);

}  // namespace weft::cli::inspect
