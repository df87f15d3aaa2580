// The rules that a run must never break.
#pragma once

#include <stdexcept>
#include <string>

namespace weft::simulation {

struct Broken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline void must(bool holds, const char* rule) {
  if (!holds) throw Broken(rule);
}

}  // namespace weft::simulation
