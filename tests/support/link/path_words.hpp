// A path in words: "rate=500M,delay=40ms,queue=5M,loss=0.01,burst=4,seed=7".
#pragma once

#include <string>
#include <string_view>

#include <weft/base/result.hpp>

#include "direction.hpp"

namespace weft::link {

// The error is a sentence that says what was expected, and of which word.
Result<Path, std::string> path_of(std::string_view words);

}  // namespace weft::link
