// A list that owns its elements, linked through a hook inside them: no allocation of its own, O(1) removal from
// anywhere.
//
//   OwningList<Connection, &Connection::hook> connections;
//   Connection& connection = connections.push_back(std::make_unique<Connection>(…));
//   connections.erase(connection);                     // destroys it
//   auto owner = connections.take(connection);         // the connection leaves the list and lives on
#pragma once

#include <memory>

#include <weft/base/intrusive_list.hpp>

namespace weft {

// An element leaves the list before it is destroyed. front() wants a list that is not empty.
template <class T, ListHook T::* hook>
class OwningList {
 public:
  OwningList() = default;
  OwningList(const OwningList&) = delete;
  OwningList& operator=(const OwningList&) = delete;
  ~OwningList() { clear(); }

  bool empty() const { return list_.empty(); }
  T& front() { return list_.front(); }
  // The element behind this one, or nullptr at the end.
  T* next(T& element) { return list_.next(element); }

  T& push_back(std::unique_ptr<T> element) {
    list_.push_back(*element);
    return *element.release();
  }

  // The element must be in this list.
  std::unique_ptr<T> take(T& element) {
    list_.remove(element);
    return std::unique_ptr<T>(&element);
  }
  void erase(T& element) { take(element); }

  void clear() {
    while (!empty()) erase(front());
  }

 private:
  IntrusiveList<T, hook> list_;
};

}  // namespace weft
