// Notices when something stirs on sockets that rest, and needs no memory for each: one epoll set holds them all, and
// the loop's reactor knows only the set.
//
//   RestWatch watch(loop);
//   if (!watch.add(descriptor, user)) …                     // the system would not
//   user: on_stir() → watch.remove(descriptor)
#pragma once

#include <weft/io/deadline.hpp>
#include <weft/io/loop.hpp>
#include <weft/io/readiness.hpp>

namespace weft::io {

// Who rests has a deadline as well.
class RestWatchUser : public Deadline {
 public:
  // Octets, the end or an error. It must remove its descriptor, and must not destroy another user of the watch.
  virtual void on_stir() = 0;
};

class RestWatch final : private ReadinessUser {
 public:
  explicit RestWatch(Loop& loop);

  // What is there already counts as well. False where the system has no room for it.
  [[nodiscard]] bool add(int descriptor, RestWatchUser& user);
  // Before it is closed or watched by anybody else.
  void remove(int descriptor);

 private:
  void on_readable() override;

  Readiness set_;
};

}  // namespace weft::io
