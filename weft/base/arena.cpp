#include <weft/base/arena.hpp>

#include <algorithm>
#include <new>

namespace weft {

void Arena::grow(std::size_t size) {
  const std::size_t wanted = std::max({first_block, capacity_, size});
  blocks_.push_back({std::make_unique_for_overwrite<char[]>(wanted), wanted});
  next_ = blocks_.back().octets.get();
  if (blocks_.size() == 1) first_ = next_;
  left_ = wanted;
  capacity_ += wanted;
}

void Arena::clear_many() {
  const std::size_t kept = std::min(capacity_, largest_kept);
  *this = Arena();
  try {
    grow(kept);
  } catch (const std::bad_alloc&) {
    // An empty text serves as well.
  }
}

}  // namespace weft
