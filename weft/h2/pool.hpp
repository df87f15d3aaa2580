// Objects that are used again and again, with the memory they have grown.
//
//   T* object = pool.take();   pool.give_back(object);
//   auto lease = pool.lease();   keep(lease.release());      // the object goes back by itself where nobody keeps it
//
// An allocation that fails in take() changes nothing; give_back() never allocates.
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

// T has clear(), and there is memory_of(T).
template <class T>
class Pool {
 public:
  struct GiveBack {
    Pool* pool;
    void operator()(T* object) const { pool->give_back(object); }
  };
  using Lease = std::unique_ptr<T, GiveBack>;

  Lease lease() { return Lease(take(), GiveBack{this}); }

  T* take() {
    if (free_.empty()) return make();
    T* object = free_.back().release();
    free_.pop_back();
    return object;
  }

  void give_back(T* object) {
    if (object == nullptr) return;
    std::unique_ptr<T> owner(object);
    object->clear();
    if (memory_of(*object) > worth_keeping || free_.size() >= most) {
      --made_;
      return;
    }
    free_.push_back(std::move(owner));
  }

 private:
  // free_ always has room for every object that was made, so that give_back() never allocates.
  T* make() {
    if (free_.capacity() <= made_) free_.reserve(2 * made_ + 1);
    T* object = new T();
    ++made_;
    return object;
  }

  // An object with more memory is not kept: neither one huge request nor the peak of a busy minute must hold memory for
  // ever. A hundred objects of this size fit into Limits::held_field_octets.
  static constexpr std::size_t worth_keeping = 5 * 1024;
  static constexpr std::size_t most = 1024;

  std::vector<std::unique_ptr<T>> free_;
  // The number of objects in use and of free objects together.
  std::size_t made_ = 0;
};

}  // namespace weft::h2
