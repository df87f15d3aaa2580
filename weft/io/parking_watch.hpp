// Says when something happens on sockets of parked channels, and needs no memory for each: one epoll set holds them
// all, and the loop's reactor knows only the set.
//
//   ParkingWatch watch(loop);
//   if (!watch.add(descriptor, user)) …                     // the system would not
//   user: on_unpark() → watch.remove(descriptor)
#pragma once

#include <weft/io/deadline.hpp>
#include <weft/io/loop.hpp>
#include <weft/io/readiness.hpp>

namespace weft::io {

// A parked connection has a deadline as well.
class ParkingWatchUser : public Deadline {
 public:
  // Octets, the end or an error. It must remove its descriptor, and must not destroy another user of the watch.
  virtual void on_unpark() = 0;
};

class ParkingWatch final : private ReadinessUser {
 public:
  explicit ParkingWatch(Loop& loop);

  // Octets that are there already count as well. False where the system has no room for it.
  [[nodiscard]] bool add(int descriptor, ParkingWatchUser& user);
  // Before it is closed or watched by anybody else.
  void remove(int descriptor);

 private:
  void on_readable() override;

  Readiness set_;
};

}  // namespace weft::io
