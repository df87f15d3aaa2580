// The counts of a server that has a control endpoint. Each loop counts for itself, without a lock on its way, and any
// thread may add up what all of them have.
//
//   Metrics metrics;                                    // of one loop
//   metrics.count_request({…});
//   Figures all;  metrics.add_to(all);                  // on any thread
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>

#include <weft/base/time.hpp>
#include <weft/http/close.hpp>
#include <weft/http/events.hpp>
#include <weft/http/push_outcome.hpp>
#include <weft/http/side.hpp>
#include <weft/http/status.hpp>
#include <weft/http/waits.hpp>
#include <weft/server/push.hpp>
#include <weft/session/facts.hpp>

namespace weft::server {

// The places of figures in a row of numbers.
class Layout {
 public:
  static constexpr std::size_t versions = 3;   // HTTP/1.0, HTTP/1.1, HTTP/2
  static constexpr std::size_t classes = 6;    // no status, 1xx to 5xx
  static constexpr std::size_t fallbacks = 6;  // session::Fallback
  static constexpr std::size_t causes = 7;     // http::Wait
  static constexpr std::size_t sides = 4;      // http::Side
  static constexpr std::size_t outcomes = 24;  // http::PushOutcome, and room for more
  static constexpr std::size_t rungs = 4;      // PushRung
  // The upper ends of the histograms' buckets; beyond the last one there is one more.
  static constexpr std::array<double, 15> durations = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                       0.25,   0.5,   1,      2.5,   5,    10,    30};
  static constexpr std::array<std::uint32_t, 8> uses = {0, 1, 2, 5, 10, 100, 1000, 10'000};

  static constexpr std::size_t requests(http::Version version, std::size_t status_class) {
    return at(version) * classes + status_class;
  }
  static constexpr std::size_t sent(http::Version version) { return first_sent + at(version); }
  static constexpr std::size_t received(http::Version version) { return first_received + at(version); }
  static constexpr std::size_t pushed() { return first_pushed; }
  static constexpr std::size_t duration_bucket(http::Version version, std::size_t bucket) {
    return first_duration + at(version) * (durations.size() + 2) + bucket;
  }
  // Nanoseconds.
  static constexpr std::size_t duration_sum(http::Version version) {
    return duration_bucket(version, durations.size() + 1);
  }
  // The same until the head of the response.
  static constexpr std::size_t response_bucket(http::Version version, std::size_t bucket) {
    return first_response + at(version) * (durations.size() + 2) + bucket;
  }
  static constexpr std::size_t response_sum(http::Version version) {
    return response_bucket(version, durations.size() + 1);
  }
  // Nanoseconds.
  static constexpr std::size_t waits(const http::SidedCause& what) {
    return first_wait + static_cast<std::size_t>(what.cause) * sides + static_cast<std::size_t>(what.side);
  }
  static constexpr std::size_t opened(http::Version version, session::Fallback fallback) {
    return first_opened + at(version) * fallbacks + static_cast<std::size_t>(fallback);
  }
  // Connections that have ended before their version was known.
  static constexpr std::size_t never_spoken() { return first_never_spoken; }
  static constexpr std::size_t use_bucket(std::size_t bucket) { return first_use + bucket; }
  static constexpr std::size_t use_sum() { return use_bucket(uses.size() + 1); }
  static constexpr std::size_t pushes(http::PushOutcome outcome) {
    return first_push + static_cast<std::size_t>(outcome);
  }
  static constexpr std::size_t pushes(PushRung rung) { return first_rung + static_cast<std::size_t>(rung); }

 private:
  static constexpr std::size_t at(http::Version version) { return static_cast<std::size_t>(version); }

  static constexpr std::size_t first_sent = versions * classes;
  static constexpr std::size_t first_received = first_sent + versions;
  static constexpr std::size_t first_pushed = first_received + versions;
  static constexpr std::size_t first_duration = first_pushed + 1;
  static constexpr std::size_t first_wait = first_duration + versions * (durations.size() + 2);
  static constexpr std::size_t first_opened = first_wait + causes * sides;
  static constexpr std::size_t first_never_spoken = first_opened + versions * fallbacks;
  static constexpr std::size_t first_use = first_never_spoken + 1;
  static constexpr std::size_t first_push = first_use + uses.size() + 2;
  static constexpr std::size_t first_rung = first_push + outcomes;
  static constexpr std::size_t first_response = first_rung + rungs;

 public:
  static constexpr std::size_t size = first_response + versions * (durations.size() + 2);
};

inline constexpr std::array all_versions = {http::Version::http10, http::Version::http11, http::Version::http2};

// For a figure that counts nanoseconds.
inline double to_seconds(std::uint64_t nanoseconds) {
  return static_cast<double>(nanoseconds) / 1e9;
}

// Tokens live for ever, and there are as many as the lists of reasons and the program's own literals have.
using Reasons = std::map<std::string_view, std::uint64_t>;

// The counts of all loops together.
struct Figures {
  std::array<std::uint64_t, Layout::size> numbers{};
  // Why connections have closed, and why requests have ended that are not `complete`.
  Reasons closed = {};
  Reasons cut = {};

  std::uint64_t operator[](std::size_t place) const { return numbers[place]; }
  std::uint64_t requests() const;
  std::uint64_t requests(http::Version version) const;
  std::uint64_t opened(http::Version version) const;
  // Nanoseconds, whoever had to act.
  std::uint64_t waited(http::Wait cause) const;
};

class Metrics {
 public:
  struct Request {
    http::Version version = http::Version::http2;
    // 0: none was sent.
    std::uint16_t status = 0;
    http::Traffic traffic = {};
    Duration taken = Duration::zero();
    // When the response began; nullopt where the engine has answered by itself, or nobody has.
    std::optional<Duration> responded_after = {};
    http::SidedWaits waits = {};
    bool pushed = false;
    ReasonToken reason = {};
  };

  // --- on the loop's thread ------------------------------------------------------------------------------------------
  void count_request(const Request& request);
  void count_opened(const session::Facts& facts);
  void count_closed(const session::Facts& facts, ReasonToken reason);
  void count_push(const Pushed& pushed) {
    add(Layout::pushes(pushed.outcome), 1);
    add(Layout::pushes(pushed.rung), 1);
  }

  // --- on any thread -------------------------------------------------------------------------------------------------
  void add_to(Figures& figures) const;

 private:
  // The loop is the only one that writes, so that nothing has to be exchanged.
  void add(std::size_t place, std::uint64_t number) {
    auto& mine = numbers_[place];
    mine.store(mine.load(std::memory_order_relaxed) + number, std::memory_order_relaxed);
  }
  void add_duration(std::size_t buckets, std::size_t sum, Duration duration);
  void count_reason(Reasons& reasons, ReasonToken reason);

  // Beside no other loop's.
  alignas(64) std::array<std::atomic<std::uint64_t>, Layout::size> numbers_{};
  mutable std::mutex mutex_;
  Reasons closed_;
  Reasons cut_;
};

}  // namespace weft::server
