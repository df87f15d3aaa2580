// RFC 9112 2.1: a head that has come whole, from its start line to its empty line, becomes a value.
#pragma once

#include <span>
#include <string_view>

#include <weft/base/result.hpp>
#include <weft/h1/error.hpp>
#include <weft/h1/framing.hpp>
#include <weft/h1/options.hpp>
#include <weft/http/head.hpp>

namespace weft::h1 {

// The head points into `text`, which is changed: field names become lower case.
Result<Framing, Reason> read_request_head(std::span<char> text, const Limits& limits, http::RequestHead& head);

// Reads method and target, valid or not, from the request line of a head that is faulty or not whole.
void read_beginning(std::string_view text, http::RequestHead& head);

// The response to a request with `method`.
Result<Framing, Reason> read_response_head(std::span<char> text, const Limits& limits, http::Method method,
                                           http::ResponseHead& head);

}  // namespace weft::h1
