// Patience decides whether something is worth remembering until it comes again. Things that never come again are
// remembered ever more seldom, so they cost ever less.
//
//   if (patience.is_over()) remember(…);      // the thing that came is not the remembered one
//   patience.pays();                          // the thing that came was the remembered one
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
