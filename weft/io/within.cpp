#include <weft/io/within.hpp>

#include <exception>
#include <memory>

#include <weft/io/cancelled.hpp>
#include <weft/io/deadline.hpp>

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

  void end() {
    over = true;
    stop.emit(asio::cancellation_type::terminal);
  }
};

// For time that a test sets.
class LimitDeadline final : public Deadline {
 public:
  LimitDeadline(Loop& loop, Duration duration, std::shared_ptr<Limit> limit) : limit_(std::move(limit)) {
    loop.deadlines().arm(*this, loop.now() + duration);
  }

 private:
  // The coroutine may end, and this object with it.
  void on_deadline(Time) override { std::shared_ptr<Limit>(limit_)->end(); }

  std::shared_ptr<Limit> limit_;
};

void stop_when_over(asio::steady_timer& timer, Duration duration, const std::shared_ptr<Limit>& limit) {
  timer.expires_after(duration);
  timer.async_wait([limit](const AsioError& error) {
    if (!error) limit->end();
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
  asio::steady_timer timer(executor);
  std::unique_ptr<LimitDeadline> deadline;
  if (Loop* const loop = Loop::with_set_time()) {
    deadline = std::make_unique<LimitDeadline>(*loop, duration, limit);
  } else {
    stop_when_over(timer, duration, limit);
  }
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
