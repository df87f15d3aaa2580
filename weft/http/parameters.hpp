// RFC 9110 5.6.6: the parameters of a field value, as of content-type, and of the content-disposition of a part.
//
//   if (media_type_is(value, "multipart/form-data")) boundary = find_parameter(value, "boundary");
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weft::http {

// What stands before the parameters, without whitespace around it: "text/html" of "text/html ; charset=utf-8".
std::string_view without_parameters(std::string_view value);

// RFC 9110 8.3.1: "The type and subtype tokens are case-insensitive."
bool media_type_is(std::string_view value, std::string_view type);

// The value of the first parameter of that name, in any case; without quotes, where it has some. A "\" in quotes stands
// before a quote or another "\" only for that octet, and elsewhere for itself: file names of Windows have some.
// nullopt without such a parameter, and for parameters that are malformed.
std::optional<std::string> find_parameter(std::string_view value, std::string_view name);

}  // namespace weft::http
