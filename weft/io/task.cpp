#include <weft/io/task.hpp>

#include <system_error>

#include <weft/io/cancelled.hpp>
#include <weft/io/deadline.hpp>
#include <weft/io/signal.hpp>

#include WEFT_ASIO_HEADER(co_spawn.hpp)
#include WEFT_ASIO_HEADER(error.hpp)
#include WEFT_ASIO_HEADER(io_context.hpp)
#include WEFT_ASIO_HEADER(redirect_error.hpp)
#include WEFT_ASIO_HEADER(steady_timer.hpp)
#include WEFT_ASIO_HEADER(use_awaitable.hpp)

namespace weft::io {
namespace {

// A sleep whose time a test sets.
struct Nap final : Deadline {
  explicit Nap(Loop& loop) : over(loop) {}

  void on_deadline(Time) override { over.notify(); }

  Signal over;
};

Task<> nap(Loop& loop, Duration duration) {
  Nap nap(loop);
  loop.deadlines().arm(nap, loop.now() + duration);
  co_await nap.over.wait();
}

Task<> wait_for_timer(Loop& loop, Duration duration) {
  asio::steady_timer timer(loop.context(), duration);
  AsioError error;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
  if (error) throw_cancelled();
}

}  // namespace

void spawn(Loop& loop, Task<> work, std::function<void(std::exception_ptr)> done) {
  asio::co_spawn(loop.context(), std::move(work), std::move(done));
}

Task<> sleep(Loop& loop, Duration duration) {
  return Loop::with_set_time() == &loop ? nap(loop, duration) : wait_for_timer(loop, duration);
}

// Boost has a type of its own.
bool is_cancellation(const std::exception& failure) {
#ifdef WEFT_BOOST_ASIO
  const auto* asios = dynamic_cast<const boost::system::system_error*>(&failure);
  if (asios != nullptr) return asios->code() == asio::error::operation_aborted;
#endif
  const auto* error = dynamic_cast<const std::system_error*>(&failure);
  if (error == nullptr) return false;
#ifndef WEFT_BOOST_ASIO
  if (error->code() == asio::error::operation_aborted) return true;
#endif
  return error->code() == std::errc::operation_canceled;
}

}  // namespace weft::io
