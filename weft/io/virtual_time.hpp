// The time of loops in the hands of a test: it stands still, and goes on where the test says so.
//
//   io::VirtualTime time;
//   time.take([&](const auto& work) { server.post_to_loops(work); });   // the loops of a server that has been started
//   time.advance(5s);                                                   // all that is due by then happens, in its
//   order
//
// Loops go on waiting for sockets and for other threads as ever. Deadlines, io::sleep() and io::within() that begin
// from then on act by this time, in steps of Deadlines::tick. Once this object has gone, or the server stops, time goes
// on by itself. Nothing is read or called for it where no test has taken the loop.
#pragma once

#include <functional>
#include <memory>

#include <weft/base/time.hpp>
#include <weft/io/loop.hpp>

namespace weft::io {

class VirtualTime {
 public:
  VirtualTime();
  ~VirtualTime();
  VirtualTime(const VirtualTime&) = delete;
  VirtualTime& operator=(const VirtualTime&) = delete;

  // All but watch() block: they are for a thread that runs no loop.
  using Work = std::function<void(Loop&)>;
  using PostToLoops = std::function<void(const Work&)>;
  // Returns when the time of each loop stands. `post` has the work called on the thread of each.
  void take(const PostToLoops& post);
  // On the thread of a loop that keeps the machine's time: rest() waits for it as well.
  void watch(Loop& loop);
  // Returns when the loops have nothing to do before time goes on: what was posted, sent between them or written to
  // their sockets has been seen. Work on other threads is not waited for. Throws std::runtime_error where they never
  // come to rest, or one does not answer for a minute.
  void rest();
  // rest(), and so after each moment at which something is due. Rounded up to Deadlines::tick.
  void advance(Duration duration);
  // Time goes on by itself, and the loops are forgotten. The destructor does this as well.
  void let_go();

 private:
  struct State;

  // The loops know it as well.
  std::shared_ptr<State> state_;
};

}  // namespace weft::io
