// RFC 9110 9: methods.
#pragma once

#include <cstdint>
#include <string_view>

namespace weft::http {

enum class Method : std::uint8_t { get, head, post, put, delete_, connect, options, trace, patch, other };

// Case-sensitive, as RFC 9110 9.1 demands; `other` for a method without a name here.
Method method_of(std::string_view text);

// "GET" …; empty for `other`.
std::string_view to_string(Method method);

// RFC 9110 9.2.1 and 9.2.2.
bool is_safe(Method method);
bool is_idempotent(Method method);

}  // namespace weft::http
