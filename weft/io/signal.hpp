// One coroutine waits, anybody on the loop's thread wakes it.
//
//   while (queue.empty()) co_await signal.wait();      // the coroutine
//   queue.push(…); signal.notify();                    // the other side
//
// A notify() that nobody waits for is remembered, once. The coroutine goes on later in the same turn, with nothing of
// the notifier on the stack. Destroying the signal destroys the coroutine that waits for it, in the loop's next turn.
#pragma once

#include <memory>

#include <weft/io/loop.hpp>
#include <weft/io/task.hpp>

namespace weft::io {

class Signal final : private Later {
 public:
  explicit Signal(Loop& loop);
  ~Signal();
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  Task<> wait();
  void notify();

 private:
  struct Waiter;

  void on_later() override;

  Loop& loop_;
  std::unique_ptr<Waiter> waiter_;
  bool notified_ = false;
};

}  // namespace weft::io
