// Objects that are used again and again, with the memory they have grown.
//
//   Pool<Exchange> exchanges;
//   Exchange& exchange = exchanges.take();          // an object that was given back, or a new one
//   exchange.clear();  exchanges.give_back(exchange);
//
// The pool owns all objects, even those in use: they are destroyed with the pool. give_back() never allocates.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace weft {

template <class T>
class Pool {
 public:
  Pool() = default;
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Returns the object that was given back last, because its memory is still in the cache. `arguments` are for a new
  // object.
  template <class... Arguments>
  T& take(Arguments&&... arguments) {
    if (free_.empty()) return make(std::forward<Arguments>(arguments)...);
    T& object = *free_.back();
    free_.pop_back();
    return object;
  }

  // The object must come from this pool, and be ready to be used again.
  void give_back(T& object) { free_.push_back(&object); }

  // Visits all objects, even those that nobody uses.
  template <class Visitor>
  void for_each(Visitor visitor) {
    for (const auto& object : all_) visitor(*object);
  }

 private:
  // free_ always has room for every object that was made, so that give_back() never allocates.
  template <class... Arguments>
  T& make(Arguments&&... arguments) {
    if (free_.capacity() <= all_.size()) free_.reserve(2 * all_.size() + 1);
    return *all_.emplace_back(std::make_unique<T>(std::forward<Arguments>(arguments)...));
  }

  std::vector<std::unique_ptr<T>> all_;
  std::vector<T*> free_;
};

}  // namespace weft
