// Times as .NET writes a TimeSpan, or with a unit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <weft/base/time.hpp>

namespace weft::config {

// "[days.]hours:minutes[:seconds[.fraction]]", or a number with a unit: "1.12:00:00", "00:02:00", "500ms". A number
// alone is nothing: .NET takes it for days, and most readers for seconds.
std::optional<Duration> parse_time_span(std::string_view text);

// "00:02:00".
std::string time_span(Duration time);

// A regular expression that says the same as parse_time_span().
constexpr std::string_view time_span_pattern =
    R"(^(([0-9]+\.)?([01]?[0-9]|2[0-3]):[0-5]?[0-9](:[0-5]?[0-9](\.[0-9]{1,7})?)?|[0-9]+(\.[0-9]+)? ?(us|ms|s|m|h))$)";

}  // namespace weft::config
