#include <weft/client/observer.hpp>

#include <fmt/format.h>

namespace weft {

namespace {

// "network.protocol.version" of OpenTelemetry: without the name of the protocol.
std::string_view number_of(http::Version version) {
  switch (version) {
    case http::Version::http10:
      return "1.0";
    case http::Version::http11:
      return "1.1";
    case http::Version::http2:
      return "2";
  }
  return {};
}

}  // namespace

std::string_view to_string(ClientMetric metric) {
  switch (metric) {
    case ClientMetric::request_duration:
      return "http.client.request.duration";
    case ClientMetric::request_time_in_queue:
      return "http.client.request.time_in_queue";
    case ClientMetric::active_requests:
      return "http.client.active_requests";
    case ClientMetric::open_connections:
      return "http.client.open_connections";
    case ClientMetric::connection_duration:
      return "http.client.connection.duration";
  }
  return {};
}

std::string_view unit_of(ClientMetric metric) {
  if (metric == ClientMetric::active_requests) return "{request}";
  return metric == ClientMetric::open_connections ? "{connection}" : "s";
}

bool is_histogram(ClientMetric metric) {
  return metric != ClientMetric::active_requests && metric != ClientMetric::open_connections;
}

std::vector<std::pair<std::string_view, std::string>> ClientAttributes::named() const {
  std::vector<std::pair<std::string_view, std::string>> all;
  if (!method.empty()) all.emplace_back("http.request.method", method);
  all.emplace_back("server.address", server_address);
  all.emplace_back("server.port", fmt::to_string(server_port));
  if (version) all.emplace_back("network.protocol.version", number_of(*version));
  if (status) all.emplace_back("http.response.status_code", fmt::to_string(http::code(*status)));
  if (!error_type.empty()) all.emplace_back("error.type", error_type);
  if (state) all.emplace_back("http.connection.state", *state == State::active ? "active" : "idle");
  return all;
}

}  // namespace weft
