// Numbers and times on the command line, within bounds.
//
//   verb.add_option("--timeout", seconds)->transform(time_between("1ms", "24h"));
//
// A number that is wrong is told in one short line, with the bounds.
#pragma once

#include <cstdint>
#include <string>

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <weft/base/numbers.hpp>

namespace weft::cli {

// Makes seconds of a time.
CLI::Validator time_between(const std::string& least, const std::string& most);
CLI::Validator whole_between(std::uint64_t least, std::uint64_t most);
CLI::Validator number_between(const std::string& least, const std::string& most);

}  // namespace weft::cli
