#include <weft/server/middleware.hpp>

#include <exception>
#include <ranges>

#include <weft/io/signal.hpp>
#include <weft/server/context.hpp>

namespace weft {
namespace server {

// A rest that has begun at once, and whose end a coroutine waits for.
struct Going {
  explicit Going(io::Loop& loop) : over(loop) {}

  io::Signal over;
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
    ahead.call({ahead.rest, context, Next::Caller::at_once, going}, context);
    while (going->under_way) co_await going->over.wait();
    if (going->error) std::rethrow_exception(going->error);
  }
  void call(Next next, Context& context) const { middleware.at_once_(middleware.callable_.get(), context, next); }

  Middleware middleware;
  Handler rest;
};

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
    going_->under_way = true;
    server::run_to_end(*context_, server::tell_end(rest_->task(*context_), going_));
  }
  return {};
}

}  // namespace weft
