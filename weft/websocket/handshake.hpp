// The opening handshake: RFC 6455 4 over HTTP/1.1, RFC 8441 5 over HTTP/2.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <weft/http/fields.hpp>
#include <weft/http/head.hpp>
#include <weft/http/status.hpp>

namespace weft::websocket {

// RFC 6455 4.1: "The value of this header field MUST be 13."
inline constexpr std::string_view version = "13";

// A GET with `upgrade: websocket`, or a CONNECT with `:protocol` websocket.
bool asks_for_websocket(const http::RequestHead& request);

// Why a request that asks for it cannot have it, as the status of the answer. 426 goes with the version that we speak.
std::optional<http::Status> fault_of(const http::RequestHead& request);

// RFC 6455 4.2.2: the value of `sec-websocket-accept` for a key.
std::string accept_of(std::string_view key);
// RFC 6455 4.1: "The value of this header field MUST be a nonce consisting of a randomly selected 16-byte value that
// has been base64-encoded".
bool is_valid_key(std::string_view key);

// The first of `ours` that the client offers; empty for none.
std::string_view choose_subprotocol(const http::Fields& request, std::span<const std::string> ours);

// RFC 6454 4: a page of `origin` has the host and port that the request names, and is as secure as the connection. A
// proxy ahead of us may end TLS: then `secure` is false, and the scheme says nothing.
bool is_same_origin(std::string_view origin, std::string_view authority, bool secure);

}  // namespace weft::websocket
