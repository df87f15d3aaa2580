// Finds what belongs to a message by its number. Message numbers rise by one or two, so that with few gaps among those
// that live a look-up is one probe; many gaps cost a short walk, never more than one step a live message.
//
//   MessageTable<Exchange> table;                // T has id()
//   table.insert(exchange);  table.find(id);  table.erase(exchange);
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <weft/http/events.hpp>

namespace weft::session {

template <class T>
class MessageTable {
 public:
  void insert(T& element) {
    if ((size_ + 1) * 2 > slots_.size()) grow();
    place(element);
    ++size_;
  }

  // Null if there is none.
  T* find(http::MessageId id) const {
    if (slots_.empty()) return nullptr;
    for (std::size_t i = home(id);; i = next(i)) {
      if (slots_[i] == nullptr || slots_[i]->id() == id) return slots_[i];
    }
  }

  // It must be there.
  void erase(const T& element) {
    std::size_t hole = home(element.id());
    while (slots_[hole] != &element) hole = next(hole);
    close_up(hole);
    --size_;
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  template <class Visitor>
  void for_each(Visitor visitor) const {
    for (T* element : slots_) {
      if (element != nullptr) visitor(*element);
    }
  }

 private:
  // Ids of HTTP/2 that a client gives are all odd; those of pushes, all even, are few.
  std::size_t home(http::MessageId id) const { return (id >> 1) & (slots_.size() - 1); }
  std::size_t next(std::size_t i) const { return (i + 1) & (slots_.size() - 1); }

  void place(T& element) {
    std::size_t i = home(element.id());
    std::size_t distance = 0;
    for (; slots_[i] != nullptr; i = next(i)) ++distance;
    slots_[i] = &element;
    furthest_ = std::max(furthest_, distance);
  }

  void grow() {
    constexpr std::size_t smallest = 4;
    const std::vector<T*> old = std::exchange(slots_, {});
    slots_.resize(old.empty() ? smallest : old.size() * 2);
    furthest_ = 0;
    for (T* element : old) {
      if (element != nullptr) place(*element);
    }
  }

  // Moves back what had to be put further away because the hole was taken: find() may then stop at the first hole.
  // Nothing has been put further than `furthest_`, which among numbers without gaps is nowhere.
  void close_up(std::size_t hole) {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = next(hole); ((i - hole) & mask) <= furthest_ && slots_[i] != nullptr; i = next(i)) {
      const std::size_t distance = (i - home(slots_[i]->id())) & mask;
      if (distance < ((i - hole) & mask)) continue;
      slots_[hole] = slots_[i];
      hole = i;
    }
    slots_[hole] = nullptr;
  }

  std::vector<T*> slots_;  // a power of two of them, at most half of them taken
  std::size_t size_ = 0;
  // The furthest that any element was from its home since the table grew.
  std::size_t furthest_ = 0;
};

}  // namespace weft::session
