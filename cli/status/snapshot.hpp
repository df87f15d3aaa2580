// The report of a server at one moment: the JSON of its control endpoint, read.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace weft::cli::status {

using Counts = std::vector<std::pair<std::string, std::uint64_t>>;

struct Snapshot {
  std::string version;
  std::string phase;
  std::string since;
  double uptime = 0;  // seconds
  std::uint64_t threads = 0;
  // URL and protocols: "https://localhost:8443", "h2, http/1.1".
  std::vector<std::pair<std::string, std::string>> endpoints;
  // Name and hosts.
  std::vector<std::pair<std::string, std::string>> sites;
  // First name and date.
  std::vector<std::pair<std::string, std::string>> certificates;

  std::uint64_t open = 0;
  std::uint64_t limit = 0;
  Counts opened;
  Counts fallback;
  Counts closed;
  Counts refused;

  // Octets; 0 where the server does not know them, or has no limit.
  std::uint64_t memory = 0;
  std::uint64_t memory_limit = 0;
  // "none", "high", "severe"; and what was given up for it.
  std::string pressure;
  Counts shed;

  std::uint64_t requests = 0;
  Counts versions;
  Counts statuses;
  Counts cut;
  std::uint64_t pushed = 0;
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  double duration = 0;  // seconds, all requests together
  // Cause and seconds.
  std::vector<std::pair<std::string, double>> waits;
  std::uint64_t log_dropped = 0;
};

// Throws std::runtime_error for what is not such a text.
Snapshot parse_snapshot(const std::string& json);

}  // namespace weft::cli::status
