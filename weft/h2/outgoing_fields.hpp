// RFC 9113 8.2 and 8.3 for the sender: fields that must not be sent, and how heads become field blocks.
#pragma once

#include <weft/base/buffer.hpp>
#include <weft/hpack/encoder.hpp>
#include <weft/http/head.hpp>

namespace weft::h2 {

// Whether the fields may stand in a message of HTTP/2.
bool is_sendable(const http::Fields& fields);
bool is_sendable(const http::ResponseHead& head);
// A request also needs a method, and a target that fits the method.
bool is_sendable(const http::RequestHead& head);

// Appends the field block.
void encode_section(const http::ResponseHead& head, hpack::Encoder& encoder, Buffer& out);
void encode_section(const http::RequestHead& head, hpack::Encoder& encoder, Buffer& out);
void encode_section(const http::Fields& trailers, hpack::Encoder& encoder, Buffer& out);

// Octets of all names and values that encode_section() compresses.
std::size_t section_size(const http::ResponseHead& head);
std::size_t section_size(const http::Fields& trailers);

}  // namespace weft::h2
