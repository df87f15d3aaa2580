// What answers a request. Three kinds, told apart by what they take and return:
//
//   [](weft::Context& c) { c.text("ready"); }                              // at once
//   [](weft::Context& c, weft::Discarded body) { … body.octets … }         // when the request's body has come and gone
//   [](weft::Context& c) -> weft::Task<> { co_await c.sleep(1s); … }       // as a coroutine, where it must wait
//
// The second kind costs half of a coroutine that does nothing but `co_await c.body().discard()`.
// A handler is called from the threads of all loops, so it is called as const. An exception that leaves it is answered
// with 500. A coroutine's Context lives until the coroutine has ended.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

#include <weft/io/task.hpp>

namespace weft {

class Context;
using io::Task;

// A request's body that was received and not kept.
struct Discarded {
  std::uint64_t octets = 0;
};

namespace server {

template <class F>
concept CoroutineHandler = requires(const F& f, Context& c) {
  { f(c) } -> std::same_as<Task<>>;
};

template <class F>
concept ImmediateHandler = requires(const F& f, Context& c) {
  { f(c) } -> std::same_as<void>;
};

template <class F>
concept DiscardingHandler = requires(const F& f, Context& c, Discarded body) {
  { f(c, body) } -> std::same_as<void>;
};

// What is called when a body has been discarded.
using AfterBody = void (*)(const void* callable, Context& context, Discarded body);
// Discards the request's body; what is called then ends the exchange.
void discard_body(Context& context, const void* callable, AfterBody then);
// Lets the coroutine run until it first waits; the exchange ends with it.
void run_to_end(Context& context, Task<> task);
// What a handler has not answered is answered, and the exchange ends.
void end(Context& context);

// Costs one indirect call; copies share the callable.
class Handler {
 public:
  template <ImmediateHandler F>
  Handler(F f) : callable_(std::make_shared<const F>(std::move(f))) {
    run_ = [](const void* callable, Context& context) {
      (*static_cast<const F*>(callable))(context);
      end(context);
    };
  }
  template <DiscardingHandler F>
  Handler(F f) : callable_(std::make_shared<const F>(std::move(f))) {
    run_ = [](const void* callable, Context& context) {
      discard_body(context, callable, [](const void* then, Context& c, Discarded body) {
        (*static_cast<const F*>(then))(c, body);
        end(c);
      });
    };
  }
  template <CoroutineHandler F>
  Handler(F f) : callable_(std::make_shared<const F>(std::move(f))) {
    run_ = [](const void* callable, Context& context) {
      run_to_end(context, (*static_cast<const F*>(callable))(context));
    };
  }

  // The Context must not be touched afterwards, unless it throws: then the exchange is still to be ended.
  void operator()(Context& context) const { run_(callable_.get(), context); }

 private:
  std::shared_ptr<const void> callable_;
  void (*run_)(const void*, Context&);
};

}  // namespace server
}  // namespace weft
