// The report of a running server about itself: a value, shown as JSON and as the metrics of Prometheus.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <weft/base/time.hpp>
#include <weft/server/control/metrics.hpp>
#include <weft/server/endpoint.hpp>
#include <weft/server/limits/arrivals.hpp>
#include <weft/server/limits/bandwidth.hpp>
#include <weft/server/limits/memory_watch.hpp>

namespace weft::server {

enum class ServerPhase : std::uint8_t { serving, draining, stopping };

// "draining"
std::string_view to_string(ServerPhase phase);

struct ServerStatus {
  using Clock = std::chrono::system_clock;

  struct Site {
    std::string name = {};
    // None: it answers for all hosts.
    std::vector<std::string> hosts = {};
  };
  struct CertificateFacts {
    std::vector<std::string> names = {};
    // The file that it is from.
    std::string source = {};
    Clock::time_point expires{};
  };

  ServerPhase phase = ServerPhase::serving;
  // When it was started, and how long ago that is: the wall's clock may have been set since.
  Clock::time_point since{};
  Duration uptime{};
  std::size_t threads = 0;
  std::vector<Endpoint> endpoints = {};
  std::vector<Site> sites = {};
  std::vector<CertificateFacts> certificates = {};
  Bandwidth bandwidth = {};
  // Open now, and as many as may be.
  std::size_t connections = 0;
  std::size_t most_connections = 0;
  // Connections that were closed as soon as they came: by that limit, and because the system gave none.
  std::uint64_t refused_by_limit = 0;
  std::uint64_t refused_by_system = 0;
  ArrivalsRefused arrivals_refused = {};
  MemoryStatus memory = {};
  std::uint64_t log_dropped = 0;
  Figures figures = {};
};

// weft's own.
std::string_view library_version();

// "2026-11-29T15:47:34Z"
std::string in_iso(ServerStatus::Clock::time_point time);

// status_json.cpp
std::string to_json(const ServerStatus& status);

// metrics_text.cpp: the text format of Prometheus, version 0.0.4.
std::string to_prometheus(const ServerStatus& status);
inline constexpr std::string_view prometheus_media_type = "text/plain; version=0.0.4; charset=utf-8";

// bandwidth_json.cpp: {"Server": {"SendRate": "1M"}, "Client": {…}, "Connection": {…}, "Request": {…}}, by the names of
// a configuration's Limits; what is not said has no limit. Throws std::invalid_argument, which says place and what was
// expected.
Bandwidth parse_bandwidth(const std::string& json);

}  // namespace weft::server
