// Coroutines on the loop's thread: for work that waits. Work that does not wait needs none.
//
//   Task<> tick(Loop& loop) { for (;;) { co_await sleep(loop, 1s); … } }
//   spawn(loop, tick(loop), [](std::exception_ptr failure) { … });
#pragma once

#include <exception>
#include <functional>

#include <weft/base/time.hpp>
#include <weft/io/loop.hpp>

#include WEFT_ASIO_HEADER(awaitable.hpp)

namespace weft::io {

template <class T = void>
using Task = asio::awaitable<T>;

// Starts it at once when called from the loop's thread. `done` is called once, on that thread.
void spawn(Loop& loop, Task<> work, std::function<void(std::exception_ptr)> done);

// Exact, unlike a Deadline.
Task<> sleep(Loop& loop, Duration duration);

}  // namespace weft::io
