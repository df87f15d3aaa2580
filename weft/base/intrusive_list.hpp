// A doubly linked list through a hook inside its elements: no allocation, O(1) removal from anywhere.
#pragma once

#include <cstddef>

namespace weft {

class ListHook {
 public:
  ListHook() = default;
  ListHook(const ListHook&) = delete;
  ListHook& operator=(const ListHook&) = delete;
  ~ListHook() { unlink(); }

  bool linked() const { return next_ != nullptr; }

  void unlink() {
    if (!linked()) return;
    previous_->next_ = next_;
    next_->previous_ = previous_;
    next_ = previous_ = nullptr;
  }

 private:
  template <class T, ListHook T::* hook>
  friend class IntrusiveList;

  void insert_before(ListHook& place, void* owner) {
    if (this == &place) return;
    unlink();
    owner_ = owner;
    next_ = &place;
    previous_ = place.previous_;
    previous_->next_ = this;
    place.previous_ = this;
  }

  ListHook* next_ = nullptr;
  ListHook* previous_ = nullptr;
  // The element this hook is in. The list could subtract the hook's offset instead, but C++ gives no defined way to do
  // so for a type that is not of standard layout; eight octets are a fair price. Null in the head of a list.
  void* owner_ = nullptr;
};

// The list does not own its elements. An element leaves its list when it is destroyed, or put into a list through the
// same hook. front(), back() and pop_front() want a list that is not empty.
template <class T, ListHook T::* hook>
class IntrusiveList {
 public:
  IntrusiveList() { head_.next_ = head_.previous_ = &head_; }
  IntrusiveList(const IntrusiveList&) = delete;
  IntrusiveList& operator=(const IntrusiveList&) = delete;
  ~IntrusiveList() {
    while (!empty()) head_.next_->unlink();
    head_.next_ = head_.previous_ = nullptr;
  }

  bool empty() const { return head_.next_ == &head_; }
  T& front() { return *owner(head_.next_); }
  T& back() { return *owner(head_.previous_); }

  void push_back(T& element) { (element.*hook).insert_before(head_, &element); }
  void push_front(T& element) { (element.*hook).insert_before(*head_.next_, &element); }
  void insert_before(T& place, T& element) { (element.*hook).insert_before(place.*hook, &element); }
  static void remove(T& element) { (element.*hook).unlink(); }

  T& pop_front() {
    T& element = front();
    remove(element);
    return element;
  }

  // The element behind this one, or nullptr at the end.
  T* next(T& element) { return owner((element.*hook).next_); }
  // The first one, or nullptr.
  const T* first() const { return owner(head_.next_); }
  const T* next(const T& element) const { return owner((element.*hook).next_); }

 private:
  static T* owner(const ListHook* link) { return static_cast<T*>(link->owner_); }

  ListHook head_;
};

}  // namespace weft
