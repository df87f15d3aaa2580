// Whether the fault with this number acts in this run: WEFT_FAULT names it. Included before all else of the copies.
#pragma once

#include <cstdlib>

inline bool weft_planted(int number) {
  static const int chosen = [] {
    const char* const text = std::getenv("WEFT_FAULT");
    return text == nullptr ? 0 : std::atoi(text);
  }();
  return number == chosen;
}
