// RFC 9113 8.2 and 8.3, the other way: what we must not send, and how heads become field blocks.
#pragma once

#include <weft/base/buffer.hpp>
#include <weft/hpack/encoder.hpp>
#include <weft/http/head.hpp>

namespace weft::h2 {

// Whether the fields may stand in a message of HTTP/2.
bool is_sendable(const http::Fields& fields);
bool is_sendable(const http::ResponseHead& head);
// Requests also need a method, and a target that fits it.
bool is_sendable(const http::RequestHead& head);

// Appends the field block.
void encode_section(const http::ResponseHead& head, hpack::Encoder& encoder, Buffer& out);
void encode_section(const http::RequestHead& head, hpack::Encoder& encoder, Buffer& out);
void encode_section(const http::Fields& trailers, hpack::Encoder& encoder, Buffer& out);

}  // namespace weft::h2
