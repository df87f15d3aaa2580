// The first line of a message of HTTP/1.1 in a recording.
#pragma once

#include <string>
#include <string_view>

#include <weft/trace/recording/field_text.hpp>

namespace weft::trace {

// Without values the target of a request has its stand-in, "GET (24 B, 5f3a9c0112345678) HTTP/1.1", and so has the
// phrase of a response where it is not that of the RFCs. A line that is neither is unknown text, and has one as a
// whole.
std::string start_text(std::string_view start, const Keeping& keeping);

}  // namespace weft::trace
