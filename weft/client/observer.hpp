// Measurements of a client, by the names of OpenTelemetry's semantic conventions for HTTP.
//
//   class Meters final : public weft::ClientObserver {
//     void measured(weft::ClientMetric metric, double value, const weft::ClientAttributes& attributes) override { … }
//   };
//   weft::Client client({.observer = std::make_shared<Meters>()});
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/http/head.hpp>
#include <weft/http/status.hpp>

namespace weft {

// A histogram records each value; a counter that goes up and down adds them.
enum class ClientMetric : std::uint8_t {
  request_duration,       // http.client.request.duration: a histogram, in seconds, to the end of the response
  request_time_in_queue,  // http.client.request.time_in_queue: a histogram, in seconds, once for each attempt
  active_requests,        // http.client.active_requests: goes up and down
  open_connections,       // http.client.open_connections: goes up and down, for each state
  connection_duration,    // http.client.connection.duration: a histogram, in seconds
};

// "http.client.request.duration"
std::string_view to_string(ClientMetric metric);
// "s"
std::string_view unit_of(ClientMetric metric);
bool is_histogram(ClientMetric metric);

// Borrowed during the call. A value that is empty does not belong to the metric, or is unknown.
struct ClientAttributes {
  enum class State : std::uint8_t { idle, active };

  // "_OTHER" for a method that OpenTelemetry does not list.
  std::string_view method = {};
  std::string_view server_address = {};
  std::uint16_t server_port = 0;
  std::optional<http::Version> version = {};
  std::optional<http::Status> status = {};
  // The reason token, or a status of 400 and above.
  std::string error_type = {};
  std::optional<State> state = {};

  // By their names: {"http.request.method", "GET"}, {"server.address", "example.org"} …
  std::vector<std::pair<std::string_view, std::string>> named() const;
};

class ClientObserver {
 public:
  virtual ~ClientObserver() = default;
  // On the client's own thread, in the middle of its work: it must neither block nor throw.
  virtual void measured(ClientMetric metric, double value, const ClientAttributes& attributes) = 0;
};

}  // namespace weft
