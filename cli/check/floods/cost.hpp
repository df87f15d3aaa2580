// The CPU time and the memory of a process and all that it has started, as Linux tells them in /proc.
//
//   const Cost before = cost_of(pid);  …;  const Cost cost = cost_of(pid) - before;
#pragma once

#include <sys/types.h>

#include <cstdint>

#include <weft/base/time.hpp>

namespace weft::cli::check {

struct Cost {
  Duration cpu{};
  // Resident octets; less than 0 where a difference is.
  std::int64_t memory = 0;

  friend Cost operator-(const Cost& left, const Cost& right) {
    return {left.cpu - right.cpu, left.memory - right.memory};
  }
};

// All zero for a process that is not there.
Cost cost_of(pid_t pid);

}  // namespace weft::cli::check
