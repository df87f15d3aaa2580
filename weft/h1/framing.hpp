// RFC 9112 6.3 and 9.3: how long the body behind a head is, and whether the connection outlives the message.
#pragma once

#include <cstdint>

#include <weft/base/result.hpp>
#include <weft/h1/error.hpp>
#include <weft/h1/field_section.hpp>
#include <weft/http/head.hpp>

namespace weft::h1 {

struct Framing {
  enum class Body : std::uint8_t { none, length, chunked, until_close, tunnel };

  Body body = Body::none;
  std::uint64_t length = 0;  // of Body::length; never 0
  bool persistent = true;
  bool upgrade = false;
  bool expects_continue = false;
};

Result<Framing, Reason> frame_request(const ConnectionFields& fields, http::Version version);

// The framing of a response to a request with `method`.
Result<Framing, Reason> frame_response(const ConnectionFields& fields, http::Version version, http::Status status,
                                       http::Method method);

// RFC 9110 6.4.1: a response that ends with its head, whatever its fields say.
bool ends_with_head(http::Status status, http::Method method);

// RFC 9110 7.8 and 9.3.6: a response that makes a tunnel of the connection.
bool begins_tunnel(http::Status status, http::Method method);

}  // namespace weft::h1
