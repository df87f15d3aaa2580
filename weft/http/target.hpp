// RFC 9110 7.1 and RFC 3986: from the path and query of a request to something a handler can use without fear.
//
//   1. An engine asks is_valid_target() before it hands a request on.
//   2. split_target() gives path and query as sent; a proxy forwards these. A target from an engine needs no second
//      check: split_valid_target().
//   3. decode_path(), or then decode_valid_path(), gives the path as text, by which routes and files are looked up.
//   4. percent_decode() is for one part of a query or of a path.
#pragma once

#include <cstdint>
#include <string_view>

#include <weft/base/arena.hpp>
#include <weft/base/result.hpp>
#include <weft/http/authority.hpp>

namespace weft::http {

enum class TargetFault : std::uint8_t {
  not_absolute,       // does not begin with "/"
  bad_octet,          // a control, a space, "#", or beyond ASCII; in a path also "\"
  bad_escape,         // "%" without two hexadecimal digits
  has_nul,            // "%00"
  encoded_separator,  // "%2f": what is one segment here would be two to somebody else
  outside_root,       // more ".." than segments before them
};

// "outside_root" …
std::string_view to_string(TargetFault fault);

struct Target {
  std::string_view path;
  // The query without the "?". Also empty where there is no "?".
  std::string_view query;
};

// Whether the text begins with "/" and has only octets that may stand in a path or a query.
bool is_valid_target(std::string_view text);

// Views of `text`.
Result<Target, TargetFault> split_target(std::string_view text);
// `text` is known to be valid.
Target split_valid_target(std::string_view text);

// The path as sent, decoded. The result begins with one "/", and has no empty, "." or ".." segment and no NUL; a "/" at
// the end stays. The result is `path` itself where there is nothing to decode, else it is in the arena.
//
// "%5c" and octets above 0x7f are data like letters: no overlong form of "." or "/" means anything; "\" is refused.
Result<std::string_view, TargetFault> decode_path(std::string_view path, Arena& arena);
// `path` comes from a target that was split, and so needs no check.
Result<std::string_view, TargetFault> decode_valid_path(std::string_view path, Arena& arena);

// Decodes all escapes once, and refuses an escaped NUL. The result is `text` itself where there is nothing to decode,
// else it is in the arena.
Result<std::string_view, TargetFault> percent_decode(std::string_view text, Arena& arena);

}  // namespace weft::http
