// Containers that keep their memory while nobody uses them.
//
//   T container = spare.take();   spare.give_back(std::move(container));
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace weft::h2 {

// T has clear() and capacity().
template <class T>
class Spare {
 public:
  T take() {
    if (free_.empty()) return T();
    T container = std::move(free_.back());
    free_.pop_back();
    return container;
  }

  void give_back(T&& container) {
    T taken = std::move(container);
    if (taken.capacity() > worth_keeping || free_.size() >= most) return;
    taken.clear();
    free_.push_back(std::move(taken));
  }

 private:
  static constexpr std::size_t worth_keeping = 64 * 1024;
  static constexpr std::size_t most = 64;

  std::vector<T> free_;
};

}  // namespace weft::h2
