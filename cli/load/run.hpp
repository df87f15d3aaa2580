// One measurement: threads are started, connect, take their shares, and what they counted is summed.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <cli/load/plan.hpp>
#include <cli/load/tally.hpp>

namespace weft::cli::load {

struct Figures {
  Tally tally;
  // From the end of the warm-up: the time that was asked for, or the time that a number of requests took.
  Duration elapsed{};
  std::string spoken;         // "HTTP/2, TLSv1.3 TLS_AES_128_GCM_SHA256"
  std::size_t connected = 0;  // places for a connection that had one
  // Over `tally.transfers.responses`.
  Duration own_cpu{};
  std::optional<Duration> server_cpu;
  // The signal that ended it early, or 0.
  int interrupted = 0;

  // Counts the answers that came in that time.
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
  // The process of the server, on this machine.
  std::optional<pid_t> server = {};
  // Called so often, if there is one.
  std::function<void(const Progress&)> on_progress = {};
  Duration progress_interval = std::chrono::seconds(1);
  // Asked several times a second: the signal that wants an early end, or 0.
  std::function<int()> interrupted = [] { return 0; };
};

// No connection could be made. The text names target and reason.
struct NoConnection : std::runtime_error {
  NoConnection(const std::string& text, Figures of_run) : std::runtime_error(text), figures(std::move(of_run)) {}
  Figures figures;
};

// Throws NoConnection, or std::runtime_error where the log cannot be written.
Figures run(const Plan& plan, const RunOptions& options);

}  // namespace weft::cli::load
