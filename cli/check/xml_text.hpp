// Text within XML, as reports of JUnit have it.
#pragma once

#include <string>
#include <string_view>

namespace weft::cli::check {

// Octets that XML 1.0 does not take are shown as "?".
std::string xml_text(std::string_view text);

}  // namespace weft::cli::check
