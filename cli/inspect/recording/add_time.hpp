// Sums of the times of a recording. Anybody may have written its file: a sum that is too long is the longest.
#pragma once

#include <weft/base/time.hpp>

namespace weft::cli::inspect {

// A time below nothing counts for nothing.
inline void add_time(Duration& sum, Duration time) {
  if (time > Duration::max() - sum) {
    sum = Duration::max();
  } else if (time > Duration::zero()) {
    sum += time;
  }
}

}  // namespace weft::cli::inspect
