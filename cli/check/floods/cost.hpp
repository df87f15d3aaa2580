// The CPU time and the memory of a process and all that it has started, as Linux tells them in /proc.
//
//   forget_peak(pid);  const Cost before = cost_of(pid);  …;  const Cost cost = cost_of(pid) - before;
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>

#include <weft/base/time.hpp>

namespace weft::cli::check {

struct Cost {
  Duration cpu{};
  // Resident octets; less than 0 where a difference is.
  std::int64_t memory = 0;
  // The most resident octets since the peak was forgotten, or since the process began; of several processes the sum of
  // their peaks, which need not have been at one time.
  std::int64_t peak = 0;

  friend Cost operator-(const Cost& left, const Cost& right) {
    return {left.cpu - right.cpu, left.memory - right.memory, left.peak - right.peak};
  }
};

inline double milliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

// All zero for a process that is not there.
Cost cost_of(pid_t pid);
// The peak of each begins anew with the memory of now. False where the system does not permit it for all of them.
bool forget_peak(pid_t pid);

}  // namespace weft::cli::check
