// The page from which a browser performs cases.
#pragma once

#include <string>
#include <vector>

#include <weft/conformance/case.hpp>

namespace weft::cli::check {

// A link for each case, and a button that performs all, one after the other; with #all it needs no button.
std::string start_page(const std::vector<const conformance::Case*>& cases);

}  // namespace weft::cli::check
