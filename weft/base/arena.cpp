#include <weft/base/arena.hpp>

#include <algorithm>
#include <new>

namespace weft {

void Arena::grow(std::size_t size) {
  add_block(std::max({first_block, capacity_, size}));
}

void Arena::add_block(std::size_t size) {
  blocks_.push_back({std::make_unique_for_overwrite<char[]>(size), size});
  next_ = blocks_.back().octets.get();
  if (blocks_.size() == 1) first_ = next_;
  left_ = size;
  capacity_ += size;
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
