#include <weft/base/arena.hpp>

#include <algorithm>

namespace weft {

void Arena::grow(std::size_t size) {
  const std::size_t wanted = std::max({first_block, capacity_, size});
  blocks_.push_back({std::make_unique_for_overwrite<char[]>(wanted), wanted});
  next_ = blocks_.back().octets.get();
  left_ = wanted;
  capacity_ += wanted;
}

void Arena::clear() {
  if (blocks_.empty()) return;
  // A first block that one huge text made large would be held for nothing.
  if (blocks_.front().size > first_block) {
    *this = Arena();
    return;
  }
  blocks_.resize(1);
  next_ = blocks_.front().octets.get();
  left_ = capacity_ = blocks_.front().size;
}

}  // namespace weft
