// The CPU time that a process on this machine has used so far, its threads and its children included.
#pragma once

#include <sys/types.h>

#include <optional>

#include <weft/base/time.hpp>

namespace weft::cli::load {

// From the scheduler's own account, in nanoseconds; a child or a thread that has ended is no longer in it. Nothing if
// there is no such process.
std::optional<Duration> cpu_of_process(pid_t pid);

}  // namespace weft::cli::load
