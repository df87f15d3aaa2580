// Prints docs/state/stream.md.
#include <cstdio>

#include "draw.hpp"

int main() {
  std::fputs(weft::state::draw_stream_states().c_str(), stdout);
}
