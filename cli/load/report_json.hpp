// The figures of a run, for a program: docs/guide.md tells what each member means.
#pragma once

#include <string>
#include <vector>

#include <cli/load/compare.hpp>

namespace weft::cli::load {

// `error`: why there are no figures to tell; empty otherwise.
std::string to_json(const Plan& plan, const Figures& figures, const std::vector<std::string>& crossed = {},
                    const std::string& error = {});
std::string to_json(const Side& a, const Side& b, const std::string& error = {});

}  // namespace weft::cli::load
