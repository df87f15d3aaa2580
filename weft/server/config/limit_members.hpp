// Members that limits of several things have: of the server, of a client, of a site.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <weft/config/leaves.hpp>
#include <weft/server/options.hpp>

namespace weft::server {

constexpr std::uint32_t most_arrivals = 1'000'000;

// null is any number; 0 is no octet, as for Kestrel.
inline config::Form<std::uint64_t> body_form() {
  const auto octets = config::octets();
  return {[octets](std::uint64_t& into, const config::PlacedJson& value, config::Places& places) {
            into = ServerOptions::any_size;
            if (value.kind != config::PlacedJson::Kind::nothing) octets.read(into, value, places);
          },
          [octets](const std::uint64_t& from, const config::Writing& writing) {
            return from == ServerOptions::any_size ? std::string("null") : octets.write(from, writing);
          },
          config::or_null(octets).schema};
}

// `rates` gives the Rates of a T.
template <class T, class Get>
void add_rates(config::Object<T>& object, Get rates) {
  object
      .member("SendRate", "Octets of responses a second, such as \"1M\"; 0: as fast as it goes", config::octets(),
              [rates](auto& o) -> auto& { return rates(o).sending; })
      .member("ReceiveRate", "Octets of request bodies a second, such as \"1M\"; 0: as fast as it goes",
              config::octets(), [rates](auto& o) -> auto& { return rates(o).receiving; });
}

// `limits` gives the ArrivalLimits of a T.
template <class T, class Get>
void add_requests(config::Object<T>& object, Get limits) {
  const auto number = config::or_null(config::whole<std::uint32_t>(0, most_arrivals));
  object
      .member("MaxRequestsPerSecond", "Requests a second; those beyond are refused. null or 0: any number", number,
              [limits](auto& o) -> auto& { return limits(o).rate.per_second; })
      .member("RequestBurst", "Requests that may come at once after a rest. null or 0: as many as in a second", number,
              [limits](auto& o) -> auto& { return limits(o).rate.burst; })
      .member("MaxConcurrentRequests", "Requests at a time; those beyond are refused. null or 0: any number", number,
              [limits](auto& o) -> auto& { return limits(o).at_a_time; });
}

// `rate` gives the ArrivalRate of a T.
template <class T, class Get>
void add_connections(config::Object<T>& object, Get rate) {
  const auto number = config::or_null(config::whole<std::uint32_t>(0, most_arrivals));
  object
      .member("MaxConnectionsPerSecond", "Connections a second; those beyond are closed. null or 0: any number", number,
              [rate](auto& o) -> auto& { return rate(o).per_second; })
      .member("ConnectionBurst", "Connections that may come at once after a rest. null or 0: as many as in a second",
              number, [rate](auto& o) -> auto& { return rate(o).burst; });
}

// `burst` is the name of the key that needs a rate.
inline void check_burst(const ArrivalRate& rate, std::string_view burst, std::string_view needed,
                        const config::PlacedJson& object) {
  if (rate.burst == 0 || rate.any()) return;
  config::refuse(object, fmt::format("\"{}\" is for \"{}\"", burst, needed));
}

inline void check_requests(const ArrivalLimits& limits, const config::PlacedJson& object) {
  check_burst(limits.rate, "RequestBurst", "MaxRequestsPerSecond", object);
}

inline void check_connections(const ArrivalRate& rate, const config::PlacedJson& object) {
  check_burst(rate, "ConnectionBurst", "MaxConnectionsPerSecond", object);
}

}  // namespace weft::server
