// Numbers and times as people write them.
#pragma once

#include <optional>
#include <string_view>

#include <weft/base/time.hpp>

namespace weft {

// "500us", "20ms", "10s", "2m", "1.5h"; without a unit seconds. Nothing for other text.
std::optional<Duration> parse_time(std::string_view text);
// Finite, and the whole text. Nothing for other text.
std::optional<double> parse_number(std::string_view text);

}  // namespace weft
