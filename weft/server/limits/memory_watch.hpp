// A watch tells how near the process is to the memory that it may have, and counts what its server gives up for that.
// All loops share one, and each looks at it once a second.
//
//   MemoryWatch memory(diagnostics);
//   memory.limit(512 << 20);                      // 0: what the system gives the process
//   switch (memory.look(now)) { case Pressure::high: …; memory.count(Shed::idle_connection, 3); }
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string_view>

#include <weft/base/time.hpp>
#include <weft/server/log/diagnostics.hpp>

namespace weft::server {

// From the first level that is not `none`: idle connections are closed, request bodies wait, and requests are refused;
// from the next one nothing is accepted, either.
enum class Pressure : std::uint8_t { none, high, severe };
std::string_view to_string(Pressure pressure);

// The things that are given up, in this order.
enum class Shed : std::uint8_t { idle_connection, request_body, request, accepting };
inline constexpr std::array all_shed = {Shed::idle_connection, Shed::request_body, Shed::request, Shed::accepting};
std::string_view to_string(Shed what);

struct MemoryStatus {
  // Octets. 0 where nobody has looked, or the system does not tell.
  std::uint64_t in_use = 0;
  std::uint64_t limit = 0;
  Pressure pressure = Pressure::none;
  // The number of each that were given up.
  std::array<std::uint64_t, all_shed.size()> shed{};
};

// From any thread.
class MemoryWatch {
 public:
  // A level begins at so many hundredths of the limit, and ends at so many less.
  static constexpr std::uint64_t high_at = 80;
  static constexpr std::uint64_t severe_at = 95;
  static constexpr std::uint64_t ends_below = 5;
  static constexpr Duration between_looks = std::chrono::seconds(1);
  static constexpr std::uint64_t no_limit = ~std::uint64_t{0};

  // `in_use` tells octets; usual is what the process has. Nothing is done, and nothing said, before limit().
  explicit MemoryWatch(Diagnostics& diagnostics, std::function<std::uint64_t()> in_use = {});

  // Octets; 0: what the system gives the process; no_limit: nothing is watched. The next look is not put off.
  void limit(std::uint64_t octets);
  bool is_limited() const { return limit_.load(std::memory_order_relaxed) != no_limit; }
  // Measures if the last look was long enough ago.
  Pressure look(Time now);
  void count(Shed what, std::uint64_t times) {
    if (times != 0) shed_[static_cast<std::size_t>(what)].fetch_add(times, std::memory_order_relaxed);
  }
  MemoryStatus status() const;

 private:
  void measure();
  void tell(std::uint64_t in_use, std::uint64_t limit);

  Diagnostics& diagnostics_;
  std::function<std::uint64_t()> measured_;
  std::mutex mutex_;
  Time next_{};
  std::atomic<std::uint64_t> limit_ = no_limit;
  std::atomic<std::uint64_t> in_use_ = 0;
  std::atomic<Pressure> pressure_ = Pressure::none;
  std::array<std::atomic<std::uint64_t>, all_shed.size()> shed_{};
};

}  // namespace weft::server
