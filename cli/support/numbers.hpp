// Numbers and times as people write them on the command line, within bounds.
//
//   verb.add_option("--timeout", seconds)->transform(time_between("1ms", "24h"));
//
// A number that is wrong is told in one short line, with the bounds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <weft/base/time.hpp>

namespace weft::cli {

// "500us", "20ms", "10s", "2m", "1.5h"; without a unit seconds. Nothing for other text.
std::optional<Duration> parse_time(std::string_view text);
// Finite, and the whole text. Nothing for other text.
std::optional<double> parse_number(std::string_view text);

// Makes seconds of a time.
CLI::Validator time_between(const std::string& least, const std::string& most);
CLI::Validator whole_between(std::uint64_t least, std::uint64_t most);
CLI::Validator number_between(const std::string& least, const std::string& most);

}  // namespace weft::cli
