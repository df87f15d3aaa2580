// A reader, and the direction and the time of what it is told. Only for the sources of this folder.
#pragma once

#include <weft/trace/event.hpp>

namespace weft::trace {

struct Telling {
  Reader& reader;
  Direction direction;
  Time time;

  void tell(const What& what) const { reader.on_event({time, direction, what}); }
};

}  // namespace weft::trace
