// Numbers and times as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <weft/base/time.hpp>

namespace weft {

// "500us", "20ms", "10s", "2m", "1.5h"; without a unit seconds. Nothing for other text.
std::optional<Duration> parse_time(std::string_view text);
// Finite, and the whole text. Nothing for other text.
std::optional<double> parse_number(std::string_view text);
// "500", "100k", "1.5M", "2G": the units are steps of 1024, as curl has them. Nothing for other text.
std::optional<std::uint64_t> parse_octets(std::string_view text);

}  // namespace weft
