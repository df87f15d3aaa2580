// HTML Standard 13.1.4: a text as it stands in HTML, between tags and in a quoted attribute.
#pragma once

#include <string>
#include <string_view>

namespace weft::http {

// "&lt;b&gt;" for "<b>"; & < > " are escaped.
std::string escape_html(std::string_view text);

}  // namespace weft::http
