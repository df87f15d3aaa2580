// docs/state/stream.md, drawn from the table of weft/h2/stream_state.cpp.
#pragma once

#include <string>

namespace weft::state {

std::string draw_stream_states();

}  // namespace weft::state
