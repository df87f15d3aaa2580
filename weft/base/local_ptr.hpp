// Shared ownership within one thread. The counts of std::shared_ptr are atomic: adding and removing one owner would
// cost a fiftieth of a small response.
//
//   class Thing : public LocallyShared { … };
//   const LocalPtr<const Thing> thing(new Thing);       // the last owner destroys it
#pragma once

#include <concepts>
#include <cstddef>
#include <utility>

namespace weft {

class LocallyShared {
 public:
  LocallyShared(const LocallyShared&) = delete;
  LocallyShared& operator=(const LocallyShared&) = delete;

 protected:
  LocallyShared() = default;
  virtual ~LocallyShared() = default;

 private:
  template <class T>
  friend class LocalPtr;

  mutable std::size_t owners_ = 0;
};

template <class T>
class LocalPtr {
 public:
  LocalPtr() = default;
  explicit LocalPtr(T* shared) : shared_(shared) {
    if (shared_ != nullptr) ++counted().owners_;
  }
  LocalPtr(const LocalPtr& other) : LocalPtr(other.shared_) {}
  LocalPtr(LocalPtr&& other) noexcept : shared_(std::exchange(other.shared_, nullptr)) {}
  template <class U>
    requires std::convertible_to<U*, T*>
  LocalPtr(LocalPtr<U> other) : shared_(std::exchange(other.shared_, nullptr)) {}
  LocalPtr& operator=(LocalPtr other) noexcept {
    std::swap(shared_, other.shared_);
    return *this;
  }
  ~LocalPtr() {
    if (shared_ != nullptr && --counted().owners_ == 0) delete &counted();
  }

  T* get() const { return shared_; }
  T& operator*() const { return *shared_; }
  T* operator->() const { return shared_; }
  explicit operator bool() const { return shared_ != nullptr; }
  friend bool operator==(const LocalPtr& pointer, std::nullptr_t) { return pointer.shared_ == nullptr; }

 private:
  template <class U>
  friend class LocalPtr;

  const LocallyShared& counted() const { return *shared_; }

  T* shared_ = nullptr;
};

}  // namespace weft
