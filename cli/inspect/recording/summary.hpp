// The sums of a recording: what each stream was and how long it took, octets, what HPACK saved, and waits.
#pragma once

#include <string>

#include <weft/trace/recording/recording.hpp>

namespace weft::cli::inspect {

std::string summary_of(const trace::Recording& recording);

}  // namespace weft::cli::inspect
