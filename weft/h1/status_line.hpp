// RFC 9112 4: status-line = HTTP-version SP status-code SP [ reason-phrase ]
#pragma once

#include <string_view>

#include <weft/base/result.hpp>
#include <weft/h1/error.hpp>
#include <weft/http/head.hpp>

namespace weft::h1 {

struct StatusLine {
  http::Version version = http::Version::http11;
  http::Status status = http::Status::ok;
};

// `line` without its CRLF.
Result<StatusLine, Reason> parse_status_line(std::string_view line);

}  // namespace weft::h1
