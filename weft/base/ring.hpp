// A first-in first-out queue that keeps its memory: it allocates only while it grows to its largest size.
#pragma once

#include <cstddef>
#include <type_traits>
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
  T& operator[](std::size_t i) { return slots_[(first_ + i) & (places_ - 1)]; }

  void push_back(T value) { extend() = std::move(value); }
  // Adds an element at the end, which the caller assigns: its value before that has no meaning.
  T& extend() {
    if (size_ == places_) grow();
    return slots_[(first_ + size_++) & (places_ - 1)];
  }

  T pop_front() {
    T value = std::move(front());
    drop_front();
    return value;
  }
  void drop_front() {
    // The removed element releases its memory now.
    if constexpr (!std::is_trivially_destructible_v<T>) front() = T();
    first_ = (first_ + 1) & (places_ - 1);
    --size_;
  }

  // The elements release their memory as well.
  void clear() {
    while (!empty()) drop_front();
    first_ = 0;
  }
  // Octets of memory held, for a budget.
  std::size_t capacity() const { return slots_.capacity() * sizeof(T); }

  void swap(Ring& other) noexcept {
    std::swap(slots_, other.slots_);
    std::swap(places_, other.places_);
    std::swap(first_, other.first_);
    std::swap(size_, other.size_);
  }

 private:
  void grow() {
    constexpr std::size_t smallest = 8;
    std::vector<T> slots(places_ == 0 ? smallest : places_ * 2);
    for (std::size_t i = 0; i < size_; ++i) slots[i] = std::move((*this)[i]);
    slots_ = std::move(slots);
    places_ = slots_.size();
    first_ = 0;
  }

  std::vector<T> slots_;
  // The number of places: a power of two, or 0. The vector's size() would cost a division.
  std::size_t places_ = 0;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

}  // namespace weft
