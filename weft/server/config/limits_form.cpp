// The limits by the names that Kestrel gives them, where weft has the same thing.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <weft/config/leaves.hpp>
#include <weft/server/config/config_form.hpp>
#include <weft/server/config/limit_members.hpp>

namespace weft::server {
namespace {

using config::Form;
using config::Object;
using config::time;
using config::whole;

constexpr std::uint32_t largest_window = 0x7fff'ffff;
constexpr std::size_t gigabyte = std::size_t{1} << 30;

Form<ServerOptions> request_rate_form() {
  return Object<ServerOptions>("a rate")
      .member(
          "BytesPerSecond", "Octets a second; 0: none are asked for", whole<std::uint32_t>(0, gigabyte),
          [](auto& o) -> auto& { return o.connection.h1.timeouts.octets_per_second; },
          [](auto& o) -> auto& { return o.connection.h2.timeouts.octets_per_second; })
      .member(
          "GracePeriod", "The time before the rate is measured", time(),
          [](auto& o) -> auto& { return o.connection.h1.timeouts.request_grace; },
          [](auto& o) -> auto& { return o.connection.h2.timeouts.request_grace; })
      .form();
}

// A client of HTTP/1.1 may pause as long as WriteTimeout says.
Form<ServerOptions> response_rate_form() {
  return Object<ServerOptions>("a rate")
      .member("BytesPerSecond", "Octets a second", whole<std::uint32_t>(1, gigabyte),
              [](auto& o) -> auto& { return o.connection.h2.timeouts.response_octets_per_second; })
      .member("GracePeriod", "The time before the rate is measured", time(),
              [](auto& o) -> auto& { return o.connection.h2.timeouts.response_grace; })
      .form();
}

// A window that begins larger than windows may grow does not shrink.
void widen(ServerOptions& options) {
  h2::Options& h2 = options.connection.h2;
  h2.max_stream_window = std::max(h2.max_stream_window, h2.stream_window);
  h2.max_connection_window = std::max(h2.max_connection_window, h2.connection_window);
}

Form<ServerOptions> http2_form() {
  return Object<ServerOptions>("limits of HTTP/2")
      .member("MaxStreamsPerConnection", "Requests of a connection at a time", whole<std::uint32_t>(1, 100'000),
              [](auto& o) -> auto& { return o.connection.h2.limits.streams; })
      .member("HeaderTableSize", "Octets of the table by which a client compresses fields",
              whole<std::uint32_t>(0, 64 * 1024), [](auto& o) -> auto& { return o.connection.h2.header_table_size; })
      .member("MaxFrameSize", "Octets of the largest frame that is taken", whole<std::uint32_t>(16'384, 16'777'215),
              [](auto& o) -> auto& { return o.connection.h2.max_frame_size; })
      .member("MaxRequestHeaderFieldSize", "Octets of the value of a field", whole<std::size_t>(1, gigabyte),
              [](auto& o) -> auto& { return o.connection.h2.limits.value_octets; })
      .member("InitialConnectionWindowSize", "Octets of request bodies that a connection may send ahead",
              whole<std::uint32_t>(65'535, largest_window),
              [](auto& o) -> auto& { return o.connection.h2.connection_window; })
      .member("InitialStreamWindowSize", "Octets of its body that a request may send ahead",
              whole<std::uint32_t>(1, largest_window), [](auto& o) -> auto& { return o.connection.h2.stream_window; })
      .member("KeepAlivePingDelay",
              "A client from which nothing comes for so long, while requests are under way, is asked by a PING; null: "
              "none is",
              config::or_null(config::optional(time())), [](auto& o) -> auto& { return o.connection.ping_delay; })
      .member("KeepAlivePingTimeout", "How long its answer may take, before its connection is closed", time(),
              [](auto& o) -> auto& { return o.connection.ping_answer; })
      .member("WriteTimeout", "How long a client may take nothing of what is sent, before its connection is closed",
              time(), [](auto& o) -> auto& { return o.connection.http2_write_stall; })
      .then([](ServerOptions& options, const config::PlacedJson&) { widen(options); })
      .form();
}

Form<ServerOptions> all_clients_form() {
  Object<ServerOptions> object("limits of all clients together: {\"SendRate\": …}");
  add_rates(object, [](auto& o) -> auto& { return o.bandwidth.server; });
  add_requests(object, [](auto& o) -> auto& { return o.arrivals.requests; });
  add_connections(object, [](auto& o) -> auto& { return o.arrivals.connections; });
  object.then([](const ServerOptions& read, const config::PlacedJson& place) {
    check_requests(read.arrivals.requests, place);
    check_connections(read.arrivals.connections, place);
  });
  return object.form();
}

Form<ServerOptions> client_form() {
  Object<ServerOptions> object("limits of each client: {\"SendRate\": …}");
  add_rates(object, [](auto& o) -> auto& { return o.bandwidth.client; });
  add_requests(object, [](auto& o) -> auto& { return o.arrivals.client_requests; });
  add_connections(object, [](auto& o) -> auto& { return o.arrivals.client_connections.rate; });
  object.member("MaxConcurrentConnections", "Connections at a time; the next one is closed. null or 0: any number",
                config::or_null(whole<std::uint32_t>(0, most_arrivals)),
                [](auto& o) -> auto& { return o.arrivals.client_connections.at_a_time; });
  object.then([](const ServerOptions& read, const config::PlacedJson& place) {
    check_requests(read.arrivals.client_requests, place);
    check_connections(read.arrivals.client_connections.rate, place);
  });
  return object.form();
}

}  // namespace

Form<Rates> rates_form() {
  Object<Rates> object("rates: {\"SendRate\": …}");
  add_rates(object, [](auto& rates) -> auto& { return rates; });
  return object.form();
}

Form<ServerOptions> limits_form() {
  return Object<ServerOptions>("limits")
      .member(
          "MaxConcurrentConnections",
          "Connections at a time; the next one is closed at once. null or 0: as many as leave more than half of the "
          "descriptors for files",
          config::or_null(whole<std::size_t>(0, gigabyte)), [](auto& o) -> auto& { return o.connections; })
      .member(
          "KeepAliveTimeout", "How long a connection may be without a request", time(),
          [](auto& o) -> auto& { return o.connection.h1.timeouts.idle; },
          [](auto& o) -> auto& { return o.connection.h2.timeouts.idle; })
      .member(
          "RequestHeadersTimeout", "How long the head of a request may take", time(),
          [](auto& o) -> auto& { return o.connection.h1.timeouts.head; },
          [](auto& o) -> auto& { return o.connection.h2.timeouts.header_block; })
      .member(
          "MaxRequestHeaderCount", "Fields of a request", whole<std::size_t>(1, 1024),
          [](auto& o) -> auto& { return o.connection.h1.limits.fields; },
          [](auto& o) -> auto& { return o.connection.h2.limits.field_section.soft_fields; })
      .member(
          "MaxRequestHeadersTotalSize", "Octets of the fields of a request", whole<std::size_t>(1024, 256 * 1024),
          [](auto& o) -> auto& { return o.connection.h1.limits.head_octets; },
          [](auto& o) -> auto& { return o.connection.h2.limits.field_section.soft_octets; })
      .member(
          "MaxRequestLineSize", "Octets of the target of a request", whole<std::size_t>(16, 256 * 1024),
          [](auto& o) -> auto& { return o.connection.h1.limits.target_octets; },
          [](auto& o) -> auto& { return o.connection.h2.limits.path_octets; })
      .member("MaxMemory",
              "Octets of memory that the process may have, such as \"512M\": from 80 % on the server sheds. null or 0: "
              "what "
              "the machine has, or the control group",
              config::or_null(config::octets()), [](auto& o) -> auto& { return o.memory; })
      .member("MaxRequestBodySize", "Octets of the body of a request, such as \"30M\"; null: any number", body_form(),
              [](auto& o) -> auto& { return o.request_body; })
      .member("MinRequestBodyDataRate", "The rate that the body of a request must keep", request_rate_form(),
              [](auto& o) -> auto& { return o; })
      .member("MinResponseDataRate", "The rate at which a client must take a response over HTTP/2",
              response_rate_form(), [](auto& o) -> auto& { return o; })
      .member("Http2", "Limits of HTTP/2 alone", http2_form(), [](auto& o) -> auto& { return o; })
      .member(
          "MaxConnectionAge", "At this age a connection takes no more requests, and its client makes another one",
          time(), [](auto& o) -> auto& { return o.connection.h1.timeouts.age; },
          [](auto& o) -> auto& { return o.connection.h2.timeouts.age; })
      .member("WriteTimeout", "The same over HTTP/1.1 as Http2:WriteTimeout over HTTP/2", time(),
              [](auto& o) -> auto& { return o.connection.write_stall; })
      .member("ShutdownDelay", "How long a server that has been told to end still accepts, while it is no longer ready",
              config::time_or_zero(), [](auto& o) -> auto& { return o.drain_delay; })
      .member("ShutdownTimeout", "How long requests may go on once the server accepts no more", time(),
              [](auto& o) -> auto& { return o.drain; })
      .member("Server", "How fast bodies go, and how many requests and connections come, of all clients together",
              all_clients_form(), [](auto& o) -> auto& { return o; })
      .member("Client", "The same of each client: an address of IPv4, or a /64 of IPv6", client_form(),
              [](auto& o) -> auto& { return o; })
      .member("Connection", "How fast bodies go, of each connection", rates_form(),
              [](auto& o) -> auto& { return o.bandwidth.connection; })
      .member("Request", "The same of each request", rates_form(), [](auto& o) -> auto& { return o.bandwidth.request; })
      .form();
}

}  // namespace weft::server
