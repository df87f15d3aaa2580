// The limits by the names that Kestrel gives them, where weft has the same thing.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <weft/config/leaves.hpp>
#include <weft/server/config/config_form.hpp>

namespace weft::server {
namespace {

using config::Form;
using config::Object;
using config::time;
using config::whole;

constexpr std::uint32_t largest_window = 0x7fff'ffff;
constexpr std::size_t gigabyte = std::size_t{1} << 30;

Form<ServerOptions> rate_form() {
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
      .member("WriteTimeout", "How long a client may take nothing of what is sent, before its connection is closed",
              time(), [](auto& o) -> auto& { return o.connection.http2_write_stall; })
      .then([](ServerOptions& options, const config::PlacedJson&) { widen(options); })
      .form();
}

}  // namespace

Form<Rates> rates_form() {
  return Object<Rates>("rates: {\"SendRate\": …}")
      .member("SendRate", "Octets of responses a second, such as \"1M\"; 0: as fast as it goes", config::octets(),
              [](auto& rates) -> auto& { return rates.sending; })
      .member("ReceiveRate", "Octets of request bodies a second, such as \"1M\"; 0: as fast as it goes",
              config::octets(), [](auto& rates) -> auto& { return rates.receiving; })
      .form();
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
      .member("MinRequestBodyDataRate", "The rate that the body of a request must keep", rate_form(),
              [](auto& o) -> auto& { return o; })
      .member("Http2", "Limits of HTTP/2 alone", http2_form(), [](auto& o) -> auto& { return o; })
      .member(
          "MaxConnectionAge", "At this age a connection takes no more requests, and its client makes another one",
          time(), [](auto& o) -> auto& { return o.connection.h1.timeouts.age; },
          [](auto& o) -> auto& { return o.connection.h2.timeouts.age; })
      .member("WriteTimeout", "The same over HTTP/1.1 as Http2:WriteTimeout over HTTP/2", time(),
              [](auto& o) -> auto& { return o.connection.write_stall; })
      .member("ShutdownTimeout", "How long requests may go on once the server has been told to end", time(),
              [](auto& o) -> auto& { return o.drain; })
      .member("Server", "How fast bodies go, of all connections together", rates_form(),
              [](auto& o) -> auto& { return o.bandwidth.server; })
      .member("Client", "The same of each client: an address of IPv4, or a /64 of IPv6", rates_form(),
              [](auto& o) -> auto& { return o.bandwidth.client; })
      .member("Connection", "The same of each connection", rates_form(),
              [](auto& o) -> auto& { return o.bandwidth.connection; })
      .member("Request", "The same of each request", rates_form(), [](auto& o) -> auto& { return o.bandwidth.request; })
      .form();
}

}  // namespace weft::server
