// RFC 9218 4, as the engine's own words.
#pragma once

#include <weft/http/priority.hpp>

namespace weft::h2 {

using http::Priority;
using http::urgency_levels;

}  // namespace weft::h2
