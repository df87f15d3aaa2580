#include <weft/server/middleware.hpp>

#include <exception>
#include <ranges>

#include <weft/io/signal.hpp>
#include <weft/server/context.hpp>

#include WEFT_ASIO_HEADER(bind_cancellation_slot.hpp)
#include WEFT_ASIO_HEADER(co_spawn.hpp)
#include WEFT_ASIO_HEADER(this_coro.hpp)
#include WEFT_ASIO_HEADER(use_awaitable.hpp)

namespace weft {
namespace server {

// A rest that has begun at once, and whose end a coroutine waits for.
struct Going {
  explicit Going(io::Loop& loop) : over(loop) {}

  io::Signal over;
  // Ends the rest early.
  asio::cancellation_signal stop;
  std::exception_ptr error;
  bool under_way = false;
};

namespace {

Task<> tell_end(Task<> rest, std::shared_ptr<Going> going) {
  try {
    co_await std::move(rest);
  } catch (...) {
    going->error = std::current_exception();
  }
  going->under_way = false;
  going->over.notify();
}

Task<> until_over(std::shared_ptr<Going> going) {
  while (going->under_way) co_await going->over.wait();
}

// Cancellation of the coroutine that waits here ends the rest, which is waited for.
Task<> wait_for(std::shared_ptr<Going> going) {
  const auto executor = co_await asio::this_coro::executor;
  const auto state = co_await asio::this_coro::cancellation_state;
  if (auto slot = state.slot(); slot.is_connected()) {
    slot.assign([going](asio::cancellation_type type) { going->stop.emit(type); });
  }
  try {
    co_await asio::co_spawn(executor, until_over(going),
                            asio::bind_cancellation_slot(asio::cancellation_slot(), asio::use_awaitable));
  } catch (...) {
    // It had been cancelled before.
    going->stop.emit(asio::cancellation_type::terminal);
    throw;
  }
}

}  // namespace

struct Middleware::Ahead {
  // Nobody waits for the end: the rest goes on by itself.
  static void run(const void* self, Context& context) {
    const Ahead& ahead = *static_cast<const Ahead*>(self);
    ahead.call({ahead.rest, context, Next::Caller::at_once}, context);
  }
  static Task<> task(const void* self, Context& context) {
    const Ahead& ahead = *static_cast<const Ahead*>(self);
    const auto going = std::make_shared<Going>(context.exchange().loop());
    ahead.call({ahead.rest, context, Next::Caller::at_once, &going}, context);
    if (going->under_way) co_await wait_for(going);
    if (going->error) std::rethrow_exception(going->error);
  }
  void call(const Next& next, Context& context) const {
    middleware.at_once_(middleware.callable_.get(), context, next);
  }

  Middleware middleware;
  Handler rest;
};

void Middleware::begin(Context& context, Task<> rest, const std::shared_ptr<Going>& going) {
  going->under_way = true;
  // The slot lasts longer than the coroutine, whoever waits for it.
  keep(context, going);
  context.spawn(tell_end(std::move(rest), going), going->stop.slot());
}

Handler Middleware::around(Handler rest) const {
  if (coroutine_ != nullptr) {
    return [self = *this, rest = std::move(rest)](Context& c) -> Task<> {
      return self.coroutine_(self.callable_.get(), c, {rest, c, Next::Caller::coroutine});
    };
  }
  if (rest.may_wait()) {
    return {std::make_shared<const Ahead>(Ahead{*this, std::move(rest)}), Ahead::run, Ahead::task};
  }
  return [self = *this, rest = std::move(rest)](Context& c) {
    self.at_once_(self.callable_.get(), c, {rest, c, Next::Caller::at_once});
  };
}

Handler composed(const Middlewares& middlewares, Handler handler) {
  for (const Middleware& each : std::views::reverse(middlewares)) handler = each.around(std::move(handler));
  return handler;
}

Task<> Handler::run_as_task(Context& context) const {
  run(context);
  co_return;
}

}  // namespace server

Next::Rest Next::operator()() const {
  if (caller_ == Caller::coroutine) return Rest(rest_->task(*context_));
  if (going_ == nullptr) {
    rest_->run(*context_);
  } else {
    server::Middleware::begin(*context_, rest_->task(*context_), *going_);
  }
  return {};
}

}  // namespace weft
