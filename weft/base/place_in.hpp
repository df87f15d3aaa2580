// A place in a text, as an editor names it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weft {

// "line:column" of an octet, both from 1.
std::string place_in(std::string_view text, std::size_t offset);

}  // namespace weft
