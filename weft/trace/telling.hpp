// A reader, and the direction and the time of what it is told. Only for the sources of this folder.
#pragma once

#include <utility>

#include <weft/trace/event.hpp>

namespace weft::trace {

struct Telling {
  Reader& reader;
  Direction direction;
  Time time;

  void tell(What what) const { reader.on_event({time, direction, std::move(what)}); }
};

}  // namespace weft::trace
