// Who is told, on the thread of a loop, that the server drains.
#pragma once

#include <weft/base/intrusive_list.hpp>

namespace weft::server {

class DrainWatcher {
 public:
  // Nothing new is accepted any more: what would go on for ever ends now.
  virtual void on_drain() = 0;
  ListHook drain_hook;

 protected:
  ~DrainWatcher() = default;
};

// Of one loop.
struct Drain {
  // drain() or stop() was called; what comes is served still.
  bool has_begun = false;
  // The watchers were told.
  bool was_told = false;
  IntrusiveList<DrainWatcher, &DrainWatcher::drain_hook> watchers{};

  void tell() {
    has_begun = was_told = true;
    while (!watchers.empty()) watchers.pop_front().on_drain();
  }
};

}  // namespace weft::server
