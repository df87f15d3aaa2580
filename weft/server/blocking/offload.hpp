// Work that blocks, away from the loop: a query of a database, a file, a library that waits.
//
//   auto rows = co_await c.offload([&] { return db.query(sql); });
//   auto sum = co_await c.offload([&](std::stop_token stop) { return hash(file, stop); });
//
// The callable runs on one of the server's threads for this, ServerOptions::blocking, which are there from the first
// use on. Its result, or its exception, comes back on the loop's thread. A result is a value: references are copied.
//
// A lambda that owns what it captures needs a name, and std::move(), where GCC below 13 compiles the program: a
// nameless one in a co_await is destroyed twice by that compiler. Captures by reference are not concerned.
//
// The callable may use all that stands in the coroutine's frame, by reference: the coroutine waits for its end in every
// case. It must not use the Context, which belongs to the loop's thread. Objects that two requests use at a time need
// their own lock, for callables run beside each other.
//
// Cancellation (the peer has gone, a time limit of within(), the end of the server): a callable that has not begun is
// not called. One that runs is asked to stop, where it takes a std::stop_token, and the coroutine goes on once it has
// ended. Both throw std::system_error (std::errc::operation_canceled), and a result is dropped. A std::stop_callback is
// called on the loop's thread, so it must not block. A callable that hears no stop goes on to its end, and so Server::
// wait() may wait for it longer than ServerOptions::drain says.
//
// BlockingQueueFull tells that there is no room: blocking.hpp.
#pragma once

#include <concepts>
#include <exception>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

#include <weft/io/task.hpp>
#include <weft/server/blocking/blocking_threads.hpp>

namespace weft::server {

template <class Work>
decltype(auto) call_work(Work& work, [[maybe_unused]] std::stop_token stop) {
  if constexpr (std::invocable<Work&, std::stop_token>) {
    return work(std::move(stop));
  } else {
    return work();
  }
}

template <class Work>
using WorkResult = std::decay_t<decltype(call_work(std::declval<Work&>(), std::stop_token()))>;

template <class Work>
class OffloadedWork final : public BlockingWork {
 public:
  explicit OffloadedWork(Work& work) : work_(work) {}

  void run(std::stop_token stop) noexcept override {
    try {
      if constexpr (std::is_void_v<WorkResult<Work>>) {
        call_work(work_, std::move(stop));
      } else {
        result_.emplace(call_work(work_, std::move(stop)));
      }
    } catch (...) {
      failure_ = std::current_exception();
    }
  }
  WorkResult<Work> take() {
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    if constexpr (!std::is_void_v<WorkResult<Work>>) return std::move(*result_);
  }

 private:
  struct Nothing {};
  using Result = std::conditional_t<std::is_void_v<WorkResult<Work>>, Nothing, WorkResult<Work>>;

  Work& work_;
  std::optional<Result> result_;
  std::exception_ptr failure_;
};

template <class Work>
io::Task<WorkResult<Work>> offload(io::Loop& loop, BlockingThreads& threads, Work work) {
  OffloadedWork<Work> offloaded(work);
  co_await threads.run(loop, offloaded);
  co_return offloaded.take();
}

}  // namespace weft::server
