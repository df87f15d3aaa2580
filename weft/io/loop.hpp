// One thread's event loop: Asio as a reactor, one clock reading and one flush round per turn, and one coarse timer.
//
//   io::Loop loop;
//   loop.post(work);                 // from any thread
//   loop.run();                      // until stop()
//
//   Time now;  io::Loop loop(now);   // on a clock of the caller's own
//   now += step;  loop.run();        // until there is nothing left to do at that time
//
// A turn is: wait, run what is ready, then run every TurnEnd hook that asked for it. A connection with octets to
// send asks for the end of the turn, so that all answers of a turn leave in one system call per connection.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

#include <weft/base/buffer.hpp>
#include <weft/base/intrusive_list.hpp>
#include <weft/base/time.hpp>
#include <weft/io/asio.hpp>
#include <weft/io/deadline.hpp>
#include <weft/io/scratch.hpp>

namespace weft::io {

class NameLookups;

// A class derives from TurnEnd to be called at the end of the turn.
class TurnEnd {
 public:
  virtual void on_turn_end() = 0;
  ListHook turn_end_hook;

 protected:
  ~TurnEnd() = default;
};

// A class derives from Later to be called in the same turn, before its end, but with nothing of the caller on the
// stack.
class Later {
 public:
  virtual void on_later() = 0;
  ListHook later_hook;

 protected:
  ~Later() = default;
};

class Loop {
 public:
  Loop();
  // Lives by this clock, which must outlive it, and never waits: a simulation has all of its time in its own hands.
  explicit Loop(const Time& clock);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void run();
  // One turn: what run() repeats. False after stop(), and on a clock of the caller's own where there was nothing to do.
  bool turn();
  // This thread runs a loop: it must not block.
  static bool runs_here();
  // From any thread. Work that is pending is dropped.
  void stop();
  // From any thread.
  void post(std::function<void()> work);

  // The clock is read once per turn, when now() is first called: everything in a turn happens at the same time.
  Time now() const;

  // --- time in the hands of a test, while the loop waits for everything else as ever: virtual_time.hpp ---------------
  // On its thread. now() is `time` until the next call, which fires what is due by then. let_time_go() makes it go on
  // by itself from there.
  void set_time(Time time);
  void let_time_go();
  // The loop of this thread whose time was set; null where time is the machine's.
  static Loop* with_set_time();
  // Handlers of events that have run, and whether the end of the turn has work: on its thread.
  std::uint64_t handled() const { return handled_; }
  bool has_pending() const { return !turn_ends_.empty() || !laters_.empty(); }
  // run() has returned. From any thread.
  bool has_ended() const { return ended_; }

  // The hook runs once per turn, however often this is called. A call from on_turn_end() is for the next turn, which
  // then does not wait.
  void at_turn_end(TurnEnd& hook);
  void later(Later& hook);

  // Deadlines fire up to `Deadlines::tick` late and never early.
  Deadlines& deadlines() { return deadlines_; }

  // Scratch for one call at a time: input, plaintext and ciphertext of the connection that is being served.
  Buffer& output_scratch() { return output_scratch_; }
  // The same for the channels' own use.
  Scratch& scratch() { return scratch_; }

  // Where names are looked up: by those of the process, or by others, which must outlive the loop.
  NameLookups& names() const { return *names_; }
  void look_up_by(NameLookups& names) { names_ = &names; }

  asio::io_context& context() { return *context_; }

  // Things that others keep for as long as the loop is there, one for each key; on its thread. These end first when the
  // loop does.
  std::shared_ptr<void>& kept(const void* key);

  // A channel that is ready calls serve_alone(): the turn takes no further event and ends with the answer of this
  // channel. Other work, such as coroutines and what was posted, is gathered until then. A channel whose peer is fast
  // is always ready: a turn that went on would read it again and again, and keep what nobody could take before its end.
  void serve_alone() { gathering_ = false; }

 private:
  struct Reactor;
  struct Kept;

  void run_ready();
  void run_laters();
  void end_turn();
  void arm_timer();

  std::unique_ptr<asio::io_context> context_;
  NameLookups* names_;
  // Null: the process's.
  const Time* clock_ = nullptr;
  mutable Time now_ = never;  // never: not yet read in this turn
  Time set_time_ = never;
  // The lead over the process's clock, once time goes again.
  Duration ahead_ = {};
  std::uint64_t handled_ = 0;
  bool gathering_ = true;
  // False on a clock of the caller's own.
  const bool waits_;
  std::atomic<bool> ended_ = false;
  Deadlines deadlines_;
  std::unique_ptr<Reactor> reactor_;
  IntrusiveList<Later, &Later::later_hook> laters_;
  IntrusiveList<TurnEnd, &TurnEnd::turn_end_hook> turn_ends_;
  Buffer output_scratch_;
  Scratch scratch_;
  std::unique_ptr<Kept> kept_;
};

}  // namespace weft::io
