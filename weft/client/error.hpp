// Why a request has no response.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <weft/http/close.hpp>

namespace weft {

struct ClientError {
  // How far the request had come.
  enum class Stage : std::uint8_t {
    request,
    resolve,
    connect,
    proxy,
    tls,
    send,
    head,
    body,
    decode,
    redirect,
    limit,
    authenticate
  };

  Stage stage = Stage::request;
  // Scope, wire code, blame and reason token.
  http::Close close;
  // How often the request was begun on a connection.
  unsigned attempts = 0;
  // The server has not processed the request: RFC 9113 8.7, 6.8, or not an octet of the request has left.
  bool safe_to_retry = false;
  // The thing that was expected, where the reason alone does not say it.
  std::string detail = {};

  // A time limit is no cancellation.
  bool timed_out() const;
  bool cancelled() const;
  ReasonToken reason() const { return close.reason; }
  // One line: "https://example.org: connect: connection_refused".
  std::string text() const;
};

std::string_view to_string(ClientError::Stage stage);

}  // namespace weft
