// Objects of one type that come and go all the time, from memory that stays.
//
//   T* object = slab.make(arguments…);   slab.destroy(object);
//
// Objects keep their address. The slab must outlive them. A constructor that throws costs its cell.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace weft {

template <class T>
class Slab {
 public:
  Slab() = default;
  Slab(const Slab&) = delete;
  Slab& operator=(const Slab&) = delete;

  template <class... Arguments>
  T* make(Arguments&&... arguments) {
    if (free_ == nullptr) add_block();
    Free* cell = free_;
    free_ = cell->next;
    T* object = new (static_cast<void*>(cell)) T(std::forward<Arguments>(arguments)...);
    ++live_;
    return object;
  }

  void destroy(T* object) {
    object->~T();
    free_ = new (static_cast<void*>(object)) Free{free_};
    --live_;
  }

  std::size_t live() const { return live_; }

 private:
  struct Free {
    Free* next;
  };

  struct Cell {
    alignas(T) alignas(Free) std::byte octets[std::max(sizeof(T), sizeof(Free))];
  };

  static constexpr std::size_t block_size = 32;

  void add_block() {
    blocks_.push_back(std::make_unique_for_overwrite<Cell[]>(block_size));
    for (std::size_t i = block_size; i-- > 0;) {
      free_ = new (static_cast<void*>(&blocks_.back()[i])) Free{free_};
    }
  }

  std::vector<std::unique_ptr<Cell[]>> blocks_;
  Free* free_ = nullptr;
  std::size_t live_ = 0;
};

}  // namespace weft
