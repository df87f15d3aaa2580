// RFC 9112 5: field-line = field-name ":" OWS field-value OWS
#pragma once

#include <span>
#include <string_view>

#include <weft/base/field.hpp>
#include <weft/base/result.hpp>
#include <weft/h1/error.hpp>
#include <weft/h1/options.hpp>

namespace weft::h1 {

// `line` without its CRLF; the field points into it. The name is made lower case in place.
Result<Field, Reason> parse_field_line(std::span<char> line, const Limits& limits);

// Takes the next line from the front of `rest`, whose lines all end in CRLF, and returns it without the CRLF.
std::span<char> take_line(std::span<char>& rest);

}  // namespace weft::h1
