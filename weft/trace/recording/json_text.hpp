// The pieces of which the recorder makes its lines of JSON.
#pragma once

#include <string>
#include <string_view>

#include <weft/base/bytes.hpp>
#include <weft/base/time.hpp>

namespace weft::trace {

// "text" with its quotes; `text` is UTF-8.
std::string json_string(std::string_view text);
// "name":"text", and "name_bytes":"hex" where the text is not UTF-8.
std::string member(std::string_view name, std::string_view text);
// Two digits of lower case an octet.
std::string hex(Octets octets);
// Milliseconds with six decimals: no nanosecond is lost.
std::string milliseconds(Duration time);

}  // namespace weft::trace
