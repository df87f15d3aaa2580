// One coroutine waits, anybody on the loop's thread wakes it.
//
//   while (queue.empty()) co_await signal.wait();      // the coroutine
//   queue.push(…); signal.notify();                    // the other side
//
// A notify() that nobody waits for is remembered, once. The coroutine goes on later in the same turn, with nothing of
// the notifier on the stack. A wait that is cancelled (by Asio's cancellation: a time limit, the end of an exchange)
// throws std::system_error (std::errc::operation_canceled); the signal can be waited for again, and a notice that had
// come meanwhile is remembered. Destroying the signal destroys the coroutine that waits for it, in the loop's next
// turn.
#pragma once

#include <cstdint>
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

  // A second coroutine that waits at the same time is refused: std::logic_error.
  Task<> wait();
  void notify();
  // Cancels the wait, if there is one.
  void cancel();

 private:
  struct Waiter;

  void on_later() override;

  Loop& loop_;
  std::unique_ptr<Waiter> waiter_;
  // A cancellation that comes late must not end the next wait.
  std::uint64_t waits_ = 0;
  bool notified_ = false;
};

}  // namespace weft::io
