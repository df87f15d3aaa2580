// Limits of requests and connections that come: so many a second, and so many at a time. The same over every version of
// HTTP. Nothing waits: one beyond a limit is refused at once.
//
// A request beyond a limit is answered with 429 where its client has asked for too much, with 503 where the site or the
// server has too much to do, and with `retry-after` in both cases. A connection beyond a limit is closed. A request is
// held against its client first, then against its site, then against the server: one that its client's limit refuses
// costs others nothing.
#pragma once

#include <cstdint>

namespace weft {

struct ArrivalRate {
  // 0: any number.
  std::uint32_t per_second = 0;
  // So many may come at once after a rest. 0: as many as in a second.
  std::uint32_t burst = 0;

  bool any() const { return per_second != 0; }
  std::uint32_t capacity() const { return burst != 0 ? burst : per_second; }
  friend bool operator==(const ArrivalRate&, const ArrivalRate&) = default;
};

struct ArrivalLimits {
  ArrivalRate rate = {};
  // 0: any number. A request counts until its exchange is over: its response has ended or the peer has reset it, and
  // its handler has returned as well.
  std::uint32_t at_a_time = 0;

  bool any() const { return rate.any() || at_a_time != 0; }
  friend bool operator==(const ArrivalLimits&, const ArrivalLimits&) = default;
};

struct Arrivals {
  // All clients together. ServerOptions::connections limits the connections at a time.
  ArrivalLimits requests = {};
  ArrivalRate connections = {};
  // Each client: an address of IPv4, or the /64 of one of IPv6. There is no such limit for UNIX sockets.
  ArrivalLimits client_requests = {};
  ArrivalLimits client_connections = {};

  bool any() const { return any_request() || connections.any() || client_connections.any(); }
  bool any_request() const { return requests.any() || client_requests.any(); }
  friend bool operator==(const Arrivals&, const Arrivals&) = default;
};

// The numbers of those refused since the start, by the limit that refused them: the tokens of docs/reasons.md.
struct ArrivalsRefused {
  std::uint64_t client_request_rate = 0;
  std::uint64_t client_requests = 0;
  std::uint64_t site_request_rate = 0;
  std::uint64_t site_requests = 0;
  std::uint64_t server_request_rate = 0;
  std::uint64_t server_requests = 0;
  std::uint64_t client_connection_rate = 0;
  std::uint64_t client_connections = 0;
  std::uint64_t server_connection_rate = 0;

  friend bool operator==(const ArrivalsRefused&, const ArrivalsRefused&) = default;
};

}  // namespace weft
