// RFC 9112 2.1: a head that is there as a whole, from its start line to its empty line, becomes a value.
#pragma once

#include <span>
#include <string_view>

#include <weft/base/result.hpp>
#include <weft/h1/error.hpp>
#include <weft/h1/framing.hpp>
#include <weft/h1/options.hpp>
#include <weft/http/head.hpp>

namespace weft::h1 {

// The head points into `text`, which changes: field names become lower case.
Result<Framing, Reason> read_request_head(std::span<char> text, const Limits& limits, http::RequestHead& head);

// What there is of a request line whose head is broken off or broken: its method and its target, whatever they are.
void read_beginning(std::string_view text, http::RequestHead& head);

// The response to a request with `method`.
Result<Framing, Reason> read_response_head(std::span<char> text, const Limits& limits, http::Method method,
                                           http::ResponseHead& head);

}  // namespace weft::h1
