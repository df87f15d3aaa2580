// The counts of one thread, and the sum of all threads.
//
// Only requests that were due at `from` or later count, each of them once more at its end: as an answer or as an error.
// So a warm-up leaves no trace.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <cli/load/histogram.hpp>
#include <weft/base/time.hpp>

namespace weft::cli::load {

// Octets above TLS.
struct TransferCounts {
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  std::uint64_t reads = 0;
  std::uint64_t responses = 0;  // those of the warm-up that came later, too
  std::uint64_t request_bodies = 0;
  std::uint64_t response_bodies = 0;
  // Octets of names and values, and what they took on the wire.
  std::uint64_t request_fields = 0;
  std::uint64_t request_blocks = 0;
  std::uint64_t response_fields = 0;
  std::uint64_t response_blocks = 0;

  void add(const TransferCounts& other);
  double requests_per_read() const {
    return reads == 0 ? 0 : static_cast<double>(responses) / static_cast<double>(reads);
  }
};

class Tally {
 public:
  // Everything before is warm-up.
  Time from = never;
  // Answers that come later count, but not for the rate.
  Time until = never;

  void read(std::size_t octets) {
    ++transfers.reads;
    transfers.received += octets;
  }
  void begun(Time due, Time now) {
    ++under_way;
    if (due < from) return;
    ++requests;
    last_begun = now;
  }
  // `first`: when the first octets of the response came.
  void answered(Time due, Time first, Time now, std::uint16_t status) {
    --under_way;
    ++transfers.responses;
    if (due < from) return;
    ++statuses[status % statuses.size()];
    latency.record(now - due);
    first_octet.record(first - due);
    in_time += now <= until ? 1U : 0U;
    last = now;
  }
  // `reason` in words for a person.
  void failed(Time due, std::string_view reason) {
    --under_way;
    if (due < from) return;
    ++failures;
    error(reason);
  }
  // Nobody waits for it any more.
  void withdrawn(Time due) {
    --under_way;
    if (due < from) return;
    --requests;
    ++unfinished;
  }
  // Counts an error that is no request's fault, such as a connection that could not be made.
  void error(std::string_view reason) { ++errors[std::string(reason)]; }

  void add(const Tally& other);

  // Requests of the warm-up count here as well.
  std::uint64_t under_way = 0;
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;
  // Requests that were asked for and never begun, for want of a free stream or of a connection.
  std::uint64_t unsent = 0;
  // How often a request was sent again that the server had not processed.
  std::uint64_t resent = 0;
  // Requests that were under way when the run was interrupted; `requests` has none of them.
  std::uint64_t unfinished = 0;
  std::uint64_t reconnects = 0;
  std::array<std::uint64_t, 1000> statuses{};
  std::map<std::string, std::uint64_t> errors;
  Histogram latency;
  // The same up to the first octets of the response.
  Histogram first_octet;
  // From the beginning of a connection until it is open, the handshake of TLS included.
  Histogram connect;
  TransferCounts transfers;
  // Answers before `until`.
  std::uint64_t in_time = 0;
  // The times of the last answer, and of the last request that was sent.
  Time last{};
  Time last_begun{};
};

}  // namespace weft::cli::load
