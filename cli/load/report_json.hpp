// What has been measured, for a program: docs/guide.md tells what each member means.
#pragma once

#include <string>

#include <cli/load/compare.hpp>

namespace weft::cli::load {

std::string to_json(const Plan& plan, const Figures& figures);
std::string to_json(const Side& a, const Side& b);

}  // namespace weft::cli::load
