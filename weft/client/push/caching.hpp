// RFC 9111: whether a response may be kept, and for how long it is fresh.
//
//   const Caching caching = caching_of(status, fields, {.asked = then, .received = now});
//   if (caching.may_be_stored) …
//   if (caching.is_fresh(std::chrono::seconds(5))) …          // five seconds after it was received
#pragma once

#include <chrono>
#include <optional>

#include <weft/http/date.hpp>
#include <weft/http/fields.hpp>
#include <weft/http/status.hpp>

namespace weft::client {

// The time of day of a request and of its response.
struct ExchangeDates {
  http::Date asked;
  http::Date received;
};

// The use that a private cache may make of a response.
struct Caching {
  using Seconds = std::chrono::seconds;

  // RFC 9111 3.
  bool may_be_stored = false;
  // RFC 9111 5.2.2.4: it may answer another request without a word of the server.
  bool may_be_reused = false;
  // RFC 9111 4.2.1; nullopt where the server has said none.
  std::optional<Seconds> lifetime;
  // RFC 9111 4.2.3, when it was received.
  Seconds initial_age{};

  // RFC 9111 4.2: "response_is_fresh = (freshness_lifetime > current_age)". One without a lifetime is not.
  bool is_fresh(Seconds since_received) const { return lifetime && *lifetime > initial_age + since_received; }
};

Caching caching_of(http::Status status, const http::Fields& fields, const ExchangeDates& dates);

}  // namespace weft::client
