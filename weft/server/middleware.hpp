// Middleware runs before a handler, around it, or in its place. Two kinds, as of handlers, told apart by what they
// return:
//
//   server.use([](weft::Context& c, weft::Next next) {                     // at once
//     c.set("x-frame-options", "DENY");
//     next();
//   });
//   server.use([](weft::Context& c, weft::Next next) -> weft::Task<> {     // as a coroutine
//     const auto begun = c.now();
//     co_await next();                                                     // until the response is given
//     note(c.path(), c.now() - begun);
//   });
//   server.get("/admin", handler).use(only_at_night);                      // for one route
//
// next() runs the rest of the chain, whose end is the handler. Middleware that does not call it answers by itself. The
// server's middleware comes first, then the site's, then that of groups, then the route's, each in the order in which
// it was said. It does not matter whether routes were made before or behind use(). The chain of each route is composed
// once, when the server starts, so that a route without middleware runs as if there were none anywhere.
//
// A handler answers while it runs, and the head of its response has gone when next() returns: fields are set before.
// Exceptions of the rest come out of next(), or of `co_await next()`. Nobody has to catch them: they are answered with
// 500. Exceptions of a coroutine that an at-once middleware has started go to the middleware further out that waits for
// it, if there is one. Middleware is called from the threads of all loops, so it is called as const.
//
// Answers that weft gives by itself to a request (404, 405, 501, 421, 400 for a path that cannot be decoded, OPTIONS)
// pass through the middleware of server and site, too: c.response() has their status and the field `allow` when the
// middleware is called. The 500 of a handler that has failed, and what the engine answers to a request that is
// malformed, do not.
#pragma once

#include <concepts>
#include <memory>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#include <weft/io/task.hpp>
#include <weft/server/handler.hpp>

namespace weft {

namespace server {
struct Going;
}

// The rest of a chain, for one request: as long as the middleware that has got it.
class Next {
 public:
  // Middleware that runs at once drops it.
  class Rest : public Task<> {
   public:
    Rest() = default;
    explicit Rest(Task<> rest) : Task<>(std::move(rest)) {}
  };

  // At once: returns when the rest has ended, or waits for the first time; one that waits goes on by itself. In a
  // coroutine it does nothing before `co_await`, which returns when the rest has ended. A handler that lets the body
  // pass (discard()) has ended when it returns. To be called once.
  Rest operator()() const;

 private:
  friend class server::Middleware;

  enum class Caller : bool { at_once, coroutine };

  Next(const server::Handler& rest, Context& context, Caller caller,
       const std::shared_ptr<server::Going>* going = nullptr)
      : rest_(&rest), context_(&context), going_(going), caller_(caller) {}

  // Each request makes one for each middleware: pointers alone are handed on for nothing.
  const server::Handler* rest_;
  Context* context_;
  // Not null: a coroutine further out waits for the end, in whose frame this is.
  const std::shared_ptr<server::Going>* going_;
  Caller caller_;
};

namespace server {

template <class F>
concept CoroutineMiddleware = requires(const F& f, Context& c, Next next) {
  { f(c, next) } -> std::same_as<Task<>>;
};

template <class F>
concept ImmediateMiddleware = requires(const F& f, Context& c, Next next) {
  { f(c, next) } -> std::same_as<void>;
};

// Copies share the callable.
class Middleware {
 public:
  // Each throws std::invalid_argument for a std::function or a pointer that is empty.
  template <ImmediateMiddleware F>
  Middleware(F f) : callable_(share(std::move(f))) {
    at_once_ = [](const void* callable, Context& c, const Next& next) { (*static_cast<const F*>(callable))(c, next); };
  }
  template <CoroutineMiddleware F>
  Middleware(F f) : callable_(share(std::move(f))) {
    coroutine_ = [](const void* callable, Context& c, Next next) {
      return (*static_cast<const F*>(callable))(c, next);
    };
  }

  // The handler that runs this middleware, and `rest` where it calls next().
  Handler around(Handler rest) const;

 private:
  using AtOnce = void (*)(const void*, Context&, const Next&);
  using Coroutine = Task<> (*)(const void*, Context&, Next);
  friend class weft::Next;

  // A middleware that runs at once, before handlers that may wait.
  struct Ahead;
  static void begin(Context& context, Task<> rest, const std::shared_ptr<Going>& going);

  template <class F>
  static std::shared_ptr<const void> share(F f) {
    if constexpr (std::is_pointer_v<F> || requires { f.operator bool(); }) {
      if (!f) throw std::invalid_argument("middleware is empty: expected a std::function or a pointer with a function");
    }
    return std::make_shared<const F>(std::move(f));
  }

  std::shared_ptr<const void> callable_;
  // One of them.
  AtOnce at_once_ = nullptr;
  Coroutine coroutine_ = nullptr;
};

// The first one is outermost.
using Middlewares = std::vector<Middleware>;
Handler composed(const Middlewares& middlewares, Handler handler);

}  // namespace server

using server::Middleware;

}  // namespace weft
