// Diagnostics tell the operator what to know: a handler that failed, a socket that cannot be opened. One line each, and
// never so many that an attack fills a disk.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include <weft/base/time.hpp>
#include <weft/base/token_bucket.hpp>

namespace weft::server {

// The sink takes each line. Called from any thread, one call at a time.
using DiagnosticSink = std::function<void(std::string_view line)>;

// To standard error.
void print_diagnostic(std::string_view line);

class Diagnostics {
 public:
  explicit Diagnostics(DiagnosticSink sink, Time now = std::chrono::steady_clock::now())
      : sink_(std::move(sink)), allowance_(lines_per_second, lines_per_second, now) {}

  // From any thread.
  void report(std::string_view line) { report(line, std::chrono::steady_clock::now()); }
  void report(std::string_view line, Time now);

 private:
  static constexpr std::uint64_t lines_per_second = 10;

  std::mutex mutex_;
  DiagnosticSink sink_;
  TokenBucket allowance_;
  std::uint64_t left_out_ = 0;
};

}  // namespace weft::server
