// The figures of a run, for a person.
#pragma once

#include <string>

#include <cli/load/compare.hpp>
#include <cli/load/plan.hpp>
#include <cli/load/run.hpp>

namespace weft::cli::load {

std::string to_text(const Plan& plan, const Figures& figures);
// A table of medians and ratios.
std::string to_text(const Side& a, const Side& b);
// One line without an end: "12.0 s  4,567,890 answered  380,657/s  0 failed".
std::string to_text(const Progress& progress);

// "0.56", "12.3", "1,234,567": three digits that count, and all of what is large.
std::string in_digits(double number);
// "1.25 ms": three digits that count.
std::string in_words(Duration duration);

}  // namespace weft::cli::load
