// The live page: one text with all that it needs, made of the files beside this one when weft is built.
#pragma once

#include <string>
#include <string_view>

namespace weft::server {

std::string_view live_page();

// Its Content-Security-Policy: the style and the script that the page has and no other, and the feed of the same
// server.
std::string live_page_policy();

}  // namespace weft::server
