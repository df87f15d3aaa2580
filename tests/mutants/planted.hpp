// Says whether a fault acts in this run: WEFT_FAULT has its number. The copies include this before all else.
#pragma once

#include <cstdlib>

inline bool weft_planted(int number) {
  static const int chosen = [] {
    const char* const text = std::getenv("WEFT_FAULT");
    return text == nullptr ? 0 : std::atoi(text);
  }();
  return number == chosen;
}
