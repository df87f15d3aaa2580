// The page from which a browser performs cases.
#pragma once

#include <string>
#include <vector>

#include <weft/conformance/case.hpp>

namespace weft::cli::check {

struct Offer {
  const conformance::Case* one = nullptr;
  // Its verdict so far: "wrong, worth another visit".
  std::string words = {};
};

// A link for each case, and a button that performs all, one after the other; with #all it needs no button.
std::string start_page(const std::vector<Offer>& offers);

}  // namespace weft::cli::check
