// A first-in first-out queue that keeps its memory: it allocates only while it grows to its largest size.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace weft {

template <class T>
class Ring {
 public:
  Ring() = default;
  Ring(Ring&& other) noexcept { swap(other); }
  Ring& operator=(Ring&& other) noexcept {
    Ring taken(std::move(other));
    swap(taken);
    return *this;
  }

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  T& front() { return slots_[first_]; }
  T& operator[](std::size_t i) { return slots_[(first_ + i) & (slots_.size() - 1)]; }

  void push_back(T value) {
    if (size_ == slots_.size()) grow();
    slots_[(first_ + size_) & (slots_.size() - 1)] = std::move(value);
    ++size_;
  }

  T pop_front() {
    T value = std::exchange(slots_[first_], T());
    first_ = (first_ + 1) & (slots_.size() - 1);
    --size_;
    return value;
  }

  // What the elements own goes as well.
  void clear() {
    while (!empty()) pop_front();
    first_ = 0;
  }
  // Octets of memory held, for a budget.
  std::size_t capacity() const { return slots_.capacity() * sizeof(T); }

  void swap(Ring& other) noexcept {
    std::swap(slots_, other.slots_);
    std::swap(first_, other.first_);
    std::swap(size_, other.size_);
  }

 private:
  void grow() {
    constexpr std::size_t smallest = 8;
    std::vector<T> slots(slots_.empty() ? smallest : slots_.size() * 2);
    for (std::size_t i = 0; i < size_; ++i) slots[i] = std::move((*this)[i]);
    slots_ = std::move(slots);
    first_ = 0;
  }

  std::vector<T> slots_;  // a power of two of them
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

}  // namespace weft
