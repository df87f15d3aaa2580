// The name that was probably meant.
#pragma once

#include <span>
#include <string_view>

namespace weft {

// The one of `names` that the fewest changes of an octet make of `wrong`; empty where there are none. Letters of
// ASCII in another case are no change.
std::string_view nearest_name(std::string_view wrong, std::span<const std::string_view> names);

}  // namespace weft
