// One thread's event loop: Asio as a reactor, one clock reading and one flush round per turn, and one coarse timer.
//
//   io::Loop loop;
//   loop.post(work);                 // from any thread
//   loop.run();                      // until stop()
//
// A turn is: wait, run what is ready, then run every TurnEnd hook that asked for it. Whoever has octets to send asks for
// the end of the turn, so that all answers of a turn leave in one system call per connection.
#pragma once

#include <functional>
#include <memory>

#include <weft/base/buffer.hpp>
#include <weft/base/intrusive_list.hpp>
#include <weft/base/time.hpp>
#include <weft/io/asio.hpp>
#include <weft/io/deadline.hpp>

namespace weft::io {

// Derive from it to be called at the end of the turn.
class TurnEnd {
 public:
  virtual void on_turn_end() = 0;
  ListHook turn_end_hook;

 protected:
  ~TurnEnd() = default;
};

class Loop {
 public:
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void run();
  // From any thread. Work that is pending is dropped.
  void stop();
  // From any thread.
  void post(std::function<void()> work);

  // Read once per turn: everything in a turn happens at the same time.
  Time now() const { return now_; }

  // Once per turn, however often it is asked for.
  void at_turn_end(TurnEnd& hook);

  // Deadlines fire up to `Deadlines::tick` late and never early.
  Deadlines& deadlines() { return deadlines_; }

  // Scratch for one call at a time: input, plaintext and ciphertext of the connection that is being served.
  Buffer& output_scratch() { return output_scratch_; }

  asio::io_context& context() { return context_; }

 private:
  asio::io_context context_;
  Time now_;
  Deadlines deadlines_;
  IntrusiveList<TurnEnd, &TurnEnd::turn_end_hook> turn_ends_;
  Buffer output_scratch_;
};

}  // namespace weft::io
