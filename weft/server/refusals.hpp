// Connections that a server does not take: counted, and told to the operator once in a while.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>

#include <weft/base/time.hpp>
#include <weft/server/log/diagnostics.hpp>
#include <weft/server/reason.hpp>

namespace weft::server {

// From any thread.
class Refusals {
 public:
  explicit Refusals(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  // A connection was closed because `limit` others are open.
  void limit_reached(std::size_t limit, Time now);
  // The same because of a limit of arrivals.
  void arrival_refused(Reason reason, Time now);
  // The system gave none. `refused` were closed at once, others may wait.
  void accept_failed(const std::error_code& why, std::size_t refused, Time now);

  // Connections that were closed at once, since the start.
  std::uint64_t count() const { return by_limit() + by_system(); }
  std::uint64_t by_limit() const { return by_limit_.load(std::memory_order_relaxed); }
  std::uint64_t by_system() const { return by_system_.load(std::memory_order_relaxed); }

 private:
  // Attackers come by the thousand a second: the first line is told at once, and the next when this has passed.
  static constexpr Duration between_lines = std::chrono::seconds(10);

  enum class Advice : bool { none, descriptors };

  void tell(Time& next, Time now, std::string_view what, Advice advice);

  Diagnostics& diagnostics_;
  std::atomic<std::uint64_t> by_limit_ = 0;
  std::atomic<std::uint64_t> by_system_ = 0;
  std::mutex mutex_;
  Time next_of_limit_{};
  Time next_of_accept_{};
  Time next_of_arrivals_{};
};

}  // namespace weft::server
