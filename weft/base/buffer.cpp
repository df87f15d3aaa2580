#include <weft/base/buffer.hpp>

#include <algorithm>

namespace weft {

void Buffer::make_room(std::size_t size) {
  const std::size_t held = end_ - begin_;
  // Moving to the front is enough when at least half of the storage is free: then each octet moves at most once on
  // average.
  if (held + size <= capacity_ && held <= capacity_ / 2) {
    std::memmove(storage_.get(), storage_.get() + begin_, held);
  } else {
    constexpr std::size_t smallest = 256;
    const std::size_t capacity = std::max({smallest, capacity_ * 2, held + size});
    auto storage = std::make_unique_for_overwrite<std::uint8_t[]>(capacity);
    if (held != 0) std::memcpy(storage.get(), storage_.get() + begin_, held);
    storage_ = std::move(storage);
    capacity_ = capacity;
  }
  begin_ = 0;
  end_ = held;
}

}  // namespace weft
