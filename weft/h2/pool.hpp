// Objects that are used again and again, with the memory they have grown.
//
//   Pool<T>::Lease object = pool.lease();      // the object goes back by itself
//
// An allocation that fails in lease() changes nothing; to give an object back never allocates. The pool must outlive
// its leases.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
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
 private:
  // Each object knows where it belongs, so that a lease is no larger than a pointer.
  struct Pooled : T {
    explicit Pooled(Pool& pool) : home(pool) {}

    Pool& home;
  };

 public:
  struct GiveBack {
    void operator()(T* object) const {
      std::unique_ptr<Pooled> pooled(static_cast<Pooled*>(object));
      Pool& home = pooled->home;
      home.give_back(std::move(pooled));
    }
  };
  using Lease = std::unique_ptr<T, GiveBack>;

  Lease lease() { return Lease(take().release()); }

 private:
  std::unique_ptr<Pooled> take() {
    if (free_.empty()) return make();
    auto object = std::move(free_.back());
    free_.pop_back();
    return object;
  }

  void give_back(std::unique_ptr<Pooled> object) {
    object->clear();
    if (memory_of(*object) > worth_keeping || free_.size() >= most) {
      --made_;
      return;
    }
    free_.push_back(std::move(object));
  }

  // free_ always has room for every object that was made, so that give_back() never allocates.
  std::unique_ptr<Pooled> make() {
    if (free_.capacity() <= made_) free_.reserve(2 * made_ + 1);
    auto object = std::make_unique<Pooled>(*this);
    ++made_;
    return object;
  }

  // An object with more memory is not kept: neither one huge request nor the peak of a busy minute must hold memory for
  // ever. A hundred objects of this size fit into Limits::held_field_octets.
  static constexpr std::size_t worth_keeping = 5 * 1024;
  static constexpr std::size_t most = 1024;

  std::vector<std::unique_ptr<Pooled>> free_;
  // The number of objects in use and of free objects together.
  std::size_t made_ = 0;
};

}  // namespace weft::h2
