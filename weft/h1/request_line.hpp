// RFC 9112 3: request-line = method SP request-target SP HTTP-version
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include <weft/base/result.hpp>
#include <weft/h1/error.hpp>
#include <weft/h1/options.hpp>
#include <weft/http/head.hpp>

namespace weft::h1 {

// A method that has not ended by then is refused. The longest registered one, BASELINE-CONTROL, has 16 octets.
inline constexpr std::size_t longest_method = 32;

// Views of the line. The target has no form yet: see request_head.hpp.
struct RequestLine {
  std::string_view method;
  std::string_view target;
  http::Version version = http::Version::http11;
};

// The reason why a line with this beginning can only be refused, however it goes on: its method does not end, or it is
// TLS.
std::optional<Reason> fault_of_beginning(std::string_view line);

// `line` without its CRLF.
Result<RequestLine, Reason> parse_request_line(std::string_view line, const Limits& limits);

// RFC 9112 2.3: HTTP-version = HTTP-name "/" DIGIT "." DIGIT
Result<http::Version, Reason> parse_version(std::string_view text);

}  // namespace weft::h1
