// RFC 9218: the priority that a caller gives a request.
#pragma once

#include <stdexcept>

#include <weft/http/priority.hpp>

namespace weft::client {

// RFC 9218 4.1: "The value is encoded as an sf-integer … ranging from 0 to 7".
inline void check_priority(http::Priority priority) {
  if (priority.urgency >= http::urgency_levels) throw std::invalid_argument("expected an urgency from 0 to 7");
}

}  // namespace weft::client
