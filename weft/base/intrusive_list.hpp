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

  void insert_before(ListHook& place) {
    next_ = &place;
    previous_ = place.previous_;
    previous_->next_ = this;
    place.previous_ = this;
  }

  ListHook* next_ = nullptr;
  ListHook* previous_ = nullptr;
};

// The list does not own its elements. An element leaves its list when it is destroyed.
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

  void push_back(T& element) { (element.*hook).insert_before(head_); }
  void push_front(T& element) { (element.*hook).insert_before(*head_.next_); }
  void insert_before(T& place, T& element) { (element.*hook).insert_before(place.*hook); }
  static void remove(T& element) { (element.*hook).unlink(); }

  T& pop_front() {
    T& element = front();
    remove(element);
    return element;
  }

  // The element behind this one, or nullptr at the end.
  T* next(T& element) {
    ListHook* after = (element.*hook).next_;
    return after == &head_ ? nullptr : owner(after);
  }

 private:
  // The hook's offset inside T, taken from a storage that is never constructed.
  static T* owner(ListHook* link) {
    alignas(T) static std::byte place[sizeof(T)];
    T* object = reinterpret_cast<T*>(place);
    const auto offset = reinterpret_cast<std::byte*>(&(object->*hook)) - place;
    return reinterpret_cast<T*>(reinterpret_cast<std::byte*>(link) - offset);
  }

  ListHook head_;
};

}  // namespace weft
