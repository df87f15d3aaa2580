#include <weft/io/task.hpp>

#include WEFT_ASIO_HEADER(co_spawn.hpp)
#include WEFT_ASIO_HEADER(steady_timer.hpp)
#include WEFT_ASIO_HEADER(use_awaitable.hpp)

namespace weft::io {

void spawn(Loop& loop, Task<> work, std::function<void(std::exception_ptr)> done) {
  asio::co_spawn(loop.context(), std::move(work), std::move(done));
}

Task<> sleep(Loop& loop, Duration duration) {
  asio::steady_timer timer(loop.context(), duration);
  co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace weft::io
