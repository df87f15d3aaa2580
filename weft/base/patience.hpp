// Whether something is worth being remembered until it comes again: what is never asked for costs ever less.
//
//   if (patience.is_over()) remember(…);      // it is not what is remembered
//   patience.pays();                          // it was
#pragma once

#include <algorithm>
#include <cstdint>

namespace weft {

class Patience {
 public:
  bool is_over() {
    if (left_ > 0 && !paid_) {
      --left_;
      return false;
    }
    length_ = paid_ ? 0 : std::min(2 * length_ + 1, longest);
    left_ = length_;
    paid_ = false;
    return true;
  }
  void pays() { paid_ = true; }

 private:
  static constexpr std::uint32_t longest = 63;

  std::uint32_t left_ = 0;
  std::uint32_t length_ = 0;
  bool paid_ = false;
};

}  // namespace weft
