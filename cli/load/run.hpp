// One measurement: threads are started, connect, take their shares, and what they counted is summed.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <cli/load/plan.hpp>
#include <cli/load/tally.hpp>

namespace weft::cli::load {

struct Figures {
  Tally tally;
  // From the end of the warm-up to the last answer.
  Duration elapsed{};
  std::string spoken;  // "HTTP/2, TLSv1.3 TLS_AES_128_GCM_SHA256"
  std::size_t connected = 0;
  // Over `tally.traffic.responses`.
  Duration own_cpu{};
  std::optional<Duration> server_cpu;

  double requests_per_second() const;
  double own_microseconds() const;
  // Per request.
  std::optional<double> server_microseconds() const;
};

struct Progress {
  Duration elapsed{};  // negative in the warm-up
  std::uint64_t answered = 0;
  std::uint64_t failed = 0;
};

struct RunOptions {
  // Of the server, on this machine.
  std::optional<pid_t> server = {};
  // Called once a second, if there is one.
  std::function<void(const Progress&)> on_progress = {};
};

// Throws std::runtime_error if no connection could be made.
Figures run(const Plan& plan, const RunOptions& options);

}  // namespace weft::cli::load
