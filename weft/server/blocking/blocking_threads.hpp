// A bounded pool of threads for work that blocks. None is there before the first work comes.
//
//   BlockingThreads threads(options);
//   co_await threads.run(loop, work);       // on the loop's thread
//   threads.end();                          // once no loop runs any more, and before the first one goes
#pragma once

#include <memory>
#include <stop_token>

#include <weft/io/loop.hpp>
#include <weft/io/task.hpp>
#include <weft/server/blocking/blocking.hpp>

namespace weft::server {

// It stands in the frame of the coroutine that waits for it.
class BlockingWork {
 public:
  // On a thread of the pool, once.
  virtual void run(std::stop_token stop) noexcept = 0;

 protected:
  ~BlockingWork() = default;
};

class BlockingThreads {
 public:
  explicit BlockingThreads(const Blocking& options);
  ~BlockingThreads();
  BlockingThreads(const BlockingThreads&) = delete;
  BlockingThreads& operator=(const BlockingThreads&) = delete;

  // Returns when the work has ended. A coroutine that is cancelled asks the work to stop, and waits for its end all the
  // same, because the work may use what stands in the coroutine's frame; work that has not begun is not done. Both
  // throw std::system_error (std::errc::operation_canceled) then. Throws BlockingQueueFull.
  io::Task<> run(io::Loop& loop, BlockingWork& work);
  // Asks all work to stop and waits for its end. Work that has not begun is not done.
  void end();

 private:
  struct Job;
  struct State;
  class Wait;

  std::unique_ptr<State> state_;
};

}  // namespace weft::server
