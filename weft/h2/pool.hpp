// Objects that are used again and again, with the memory they have grown.
//
//   T* object = pool.take();   pool.give_back(object);
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include <weft/http/fields.hpp>
#include <weft/http/head.hpp>

namespace weft::h2 {

inline std::size_t memory_of(const http::Fields& fields) {
  return fields.capacity();
}
inline std::size_t memory_of(const http::RequestHead& head) {
  return head.fields.capacity();
}
inline std::size_t memory_of(const http::ResponseHead& head) {
  return head.fields.capacity();
}

// T has clear(), and memory_of(T).
template <class T>
class Pool {
 public:
  T* take() {
    if (free_.empty()) return new T();
    T* object = free_.back().release();
    free_.pop_back();
    return object;
  }

  void give_back(T* object) {
    if (object == nullptr) return;
    std::unique_ptr<T> owner(object);
    object->clear();
    if (memory_of(*object) > worth_keeping || free_.size() >= most) return;
    free_.push_back(std::move(owner));
  }

 private:
  // One huge request must not be held for ever, nor the peak of a busy minute. A hundred such objects fit into
  // Limits::held_field_octets, whatever they held before.
  static constexpr std::size_t worth_keeping = 5 * 1024;
  static constexpr std::size_t most = 1024;

  std::vector<std::unique_ptr<T>> free_;
};

}  // namespace weft::h2
