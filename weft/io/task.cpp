#include <weft/io/task.hpp>

#include <system_error>

#include <weft/io/cancelled.hpp>

#include WEFT_ASIO_HEADER(co_spawn.hpp)
#include WEFT_ASIO_HEADER(error.hpp)
#include WEFT_ASIO_HEADER(redirect_error.hpp)
#include WEFT_ASIO_HEADER(steady_timer.hpp)
#include WEFT_ASIO_HEADER(use_awaitable.hpp)

namespace weft::io {

void spawn(Loop& loop, Task<> work, std::function<void(std::exception_ptr)> done) {
  asio::co_spawn(loop.context(), std::move(work), std::move(done));
}

Task<> sleep(Loop& loop, Duration duration) {
  asio::steady_timer timer(loop.context(), duration);
  AsioError error;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
  if (error) throw_cancelled();
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
