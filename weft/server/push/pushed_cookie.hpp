// The cookie that tells what was pushed before, so that another connection of the same client does not push it again:
//
//   weft-pushed=1f2a03b4.9c00d1e2
//
// Each path, with its query, is its FNV-1a of 32 bits in eight hexadecimal digits; the newest is the last. Two paths of
// one mark are taken for the same: the client asks for the second by itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <weft/http/fields.hpp>

namespace weft::server {

// The oldest go first: 287 octets at most.
inline constexpr std::size_t most_marks_of_cookie = 32;

std::uint32_t pushed_mark(std::string_view path);

// The marks in the cookie of a request; none where it has no such cookie.
std::vector<std::uint32_t> marks_of_cookie(const http::Fields& request);

// The value of a set-cookie field with the marks of the request and those of what was pushed since.
std::string set_pushed_cookie(const http::Fields& request, const std::vector<std::uint32_t>& pushed, bool is_secure);

}  // namespace weft::server
