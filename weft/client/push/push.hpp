// Server push (RFC 9113 8.4), as a client takes it: off, unless a function decides about each promise.
//
//   options.push = [](const weft::PushedRequest& promised) {
//     return promised.url.target.ends_with(".css") ? weft::PushDecision::accept : weft::PushDecision::decline;
//   };
//
// A GET or HEAD for what was promised waits for the pushed response in place of being sent. A response that came before
// is kept by the rules of RFC 9111, until a request wants it.
#pragma once

#include <cstddef>
#include <cstdint>

#include <weft/http/fields.hpp>
#include <weft/http/method.hpp>
#include <weft/http/url.hpp>

namespace weft {

// The request that a server spares its client; there during the call.
struct PushedRequest {
  // GET or HEAD.
  http::Method method;
  // Has the same origin as `parent`. All other promises are refused.
  const http::Url& url;
  const http::Fields& fields;
  // The request that it was promised with.
  const http::Url& parent;
};

enum class PushDecision : std::uint8_t { decline, accept };

struct PushLimits {
  // Pushed responses that may be under way on a connection at a time; 0 switches push off.
  std::uint32_t streams = 16;
  // Octets of a pushed response that may come before some of them are taken, up to 2^31-1. With 0 nothing of a body
  // comes before a request wants it.
  std::uint32_t window = 64 * 1024;
  // Memory for all pushed responses, under way and kept. A response larger than a quarter of it is cancelled.
  std::size_t octets = 8 * 1024 * 1024;
};

namespace client {

// Throws std::invalid_argument for a window that HTTP/2 does not know.
void check_push_limits(const PushLimits& limits);

}  // namespace client
}  // namespace weft
