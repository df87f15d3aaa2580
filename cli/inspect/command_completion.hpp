// The words that may come next in a line of the prompt.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weft::cli::inspect {

// The words that may stand at the end of this line and begin as its last word does.
std::vector<std::string> completions(std::string_view line);

}  // namespace weft::cli::inspect
