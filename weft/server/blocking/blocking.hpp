// The threads of a server for work that blocks: Context::offload().
#pragma once

#include <cstddef>
#include <limits>
#include <stdexcept>

namespace weft {

struct Blocking {
  static constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();

  // At most so many at once, for all loops together; 0 counts as 1. Each starts when work finds no other one free, and
  // stays until the server has ended.
  unsigned threads = 8;
  // Work that waits for a thread. More is refused with BlockingQueueFull. `any_number`: all of it waits.
  std::size_t queue = 1024;
};

// Context::offload() throws it where no thread is free and the queue is full. One that leaves the handler is answered
// with 503 and the reason `blocking_queue_full`.
class BlockingQueueFull : public std::runtime_error {
 public:
  BlockingQueueFull() : std::runtime_error("no thread is free for work that blocks, and the queue is full") {}
};

}  // namespace weft
