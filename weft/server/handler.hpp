// A handler answers a request. Two kinds, told apart by what they return:
//
//   [](weft::Context& c) { c.text("ready"); }                              // at once
//   [](weft::Context& c) -> weft::Task<> { co_await c.sleep(1s); … }       // as a coroutine, where it must wait
//
// A handler is called from the threads of all loops, so it is called as const. An exception that leaves a handler is
// answered with 500, and an HttpError as it says. A coroutine's Context lives until the coroutine has ended.
//
// A handler of any kind may call others of any kind:
//
//   server.get("/w", [inner = weft::server::Handler(coroutine)](weft::Context& c) {
//     if (!may_enter(c)) return c.error(weft::http::Status::forbidden);
//     c.set("x-frame-options", "DENY");
//     inner(c);
//   });
//
// middleware.hpp does this for all routes.
//
// The call returns when the inner handler has ended, or waits for the first time. One that waits goes on by itself; the
// exchange ends when all that were called have. The first answer counts, whoever gives it. An exception of an
// inner handler that answers at once passes through the call; an exception of a coroutine is answered with 500, as
// without a wrapper.
#pragma once

#include <concepts>
#include <memory>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include <weft/io/task.hpp>

namespace weft {

class Context;
class Next;
using io::Task;

namespace server {

template <class F>
concept CoroutineHandler = requires(const F& f, Context& c) {
  { f(c) } -> std::same_as<Task<>>;
};

template <class F>
concept ImmediateHandler = requires(const F& f, Context& c) {
  { f(c) } -> std::same_as<void>;
};

// Lets the coroutine run until it first waits. The exchange does not end before it has.
void run_to_end(Context& context, Task<> task);
// Until the exchange has ended.
void keep(Context& context, std::shared_ptr<const void> callable);

class Middleware;

// Costs one indirect call; copies share the callable.
class Handler {
 public:
  // Each throws std::invalid_argument for a std::function or a pointer that is empty.
  template <ImmediateHandler F>
  Handler(F f) : callable_(share(std::move(f))) {
    run_ = [](const void* callable, Context& context) { (*static_cast<const F*>(callable))(context); };
  }
  template <CoroutineHandler F>
  Handler(F f) : callable_(share(std::move(f))) {
    run_ = [](const void* callable, Context& context) {
      run_to_end(context, (*static_cast<const F*>(callable))(context));
    };
    task_ = [](const void* callable, Context& context) { return (*static_cast<const F*>(callable))(context); };
  }

  // For a call from another handler. A coroutine that still waits when the call returns does not need this object any
  // more.
  void operator()(Context& context) const {
    if (is_empty()) throw std::invalid_argument("a handler was called that has been moved away");
    if (may_wait()) keep(context, callable_);
    run(context);
  }

  // The handler has been moved away.
  bool is_empty() const { return callable_ == nullptr; }

 private:
  friend class weft::Context;
  friend class weft::Next;
  friend class Middleware;

  using Run = void (*)(const void*, Context&);
  using AsTask = Task<> (*)(const void*, Context&);

  Handler(std::shared_ptr<const void> callable, Run run, AsTask task)
      : callable_(std::move(callable)), run_(run), task_(task) {}

  bool may_wait() const { return task_ != nullptr; }
  // For a request: the routes outlive it, so that nothing has to be kept.
  void run(Context& context) const { run_(callable_.get(), context); }
  // The same for a coroutine that waits for the end.
  Task<> task(Context& context) const { return may_wait() ? task_(callable_.get(), context) : run_as_task(context); }
  Task<> run_as_task(Context& context) const;

  template <class F>
  static std::shared_ptr<const void> share(F f) {
    if constexpr (std::is_pointer_v<F> || requires { f.operator bool(); }) {
      if (!f) throw std::invalid_argument("a handler is empty: expected a std::function or a pointer with a function");
    }
    return std::make_shared<const F>(std::move(f));
  }

  std::shared_ptr<const void> callable_;
  Run run_;
  // Null for one that answers at once.
  AsTask task_ = nullptr;
};

}  // namespace server
}  // namespace weft
