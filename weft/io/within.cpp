#include <weft/io/within.hpp>

#include <exception>
#include <memory>

#include <weft/io/cancelled.hpp>

#include WEFT_ASIO_HEADER(bind_cancellation_slot.hpp)
#include WEFT_ASIO_HEADER(cancellation_signal.hpp)
#include WEFT_ASIO_HEADER(co_spawn.hpp)
#include WEFT_ASIO_HEADER(steady_timer.hpp)
#include WEFT_ASIO_HEADER(this_coro.hpp)
#include WEFT_ASIO_HEADER(use_awaitable.hpp)

namespace weft::io {
namespace {

// Outlives the work where its timer has fired and has not been heard yet.
struct Limit {
  asio::cancellation_signal stop;
  bool over = false;
};

void stop_when_over(asio::steady_timer& timer, const std::shared_ptr<Limit>& limit) {
  timer.async_wait([limit](const AsioError& error) {
    if (error) return;
    limit->over = true;
    limit->stop.emit(asio::cancellation_type::terminal);
  });
}

// The work has a slot of its own, so whatever comes through that of the coroutine that waits is passed on.
void pass_on(asio::cancellation_slot from, const std::shared_ptr<Limit>& limit) {
  if (!from.is_connected()) return;
  from.assign([limit](asio::cancellation_type type) { limit->stop.emit(type); });
}

}  // namespace

Task<bool> within(Duration duration, Task<> work) {
  const auto executor = co_await asio::this_coro::executor;
  const auto state = co_await asio::this_coro::cancellation_state;
  const auto limit = std::make_shared<Limit>();
  asio::steady_timer timer(executor, duration);
  stop_when_over(timer, limit);
  pass_on(state.slot(), limit);
  try {
    co_await asio::co_spawn(executor, std::move(work),
                            asio::bind_cancellation_slot(limit->stop.slot(), asio::use_awaitable));
  } catch (const std::exception& failure) {
    if (!limit->over || !is_cancellation(failure)) throw;
    co_return false;
  }
  co_return true;
}

}  // namespace weft::io
