// A caller waits for the one thing that a client's thread will tell: as a coroutine, or as a thread that blocks.
//
//   auto result = co_await told<ClientResult>([&](std::function<void(ClientResult)> done) { … }, cancel);
//   auto result = wait_for<ClientResult>([&](std::function<void(ClientResult)> done) { … });
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <utility>

#include <weft/io/task.hpp>

#include WEFT_ASIO_HEADER(associated_executor.hpp)
#include WEFT_ASIO_HEADER(async_result.hpp)
#include WEFT_ASIO_HEADER(post.hpp)
#include WEFT_ASIO_HEADER(use_awaitable.hpp)

namespace weft::client {

template <class T>
using Tell = std::function<void(T)>;

// Goes on where the coroutine runs. `ask` must not throw: Asio has handed the coroutine over by then. `cancel` is
// called when the coroutine is cancelled; the answer is waited for even so.
template <class T>
io::Task<T> told(std::function<void(Tell<T>)> ask, std::function<void()> cancel) {
  using Shared = std::shared_ptr<T>;
  using Resume = typename asio::async_result<asio::use_awaitable_t<>, void(Shared)>::handler_type;
  Shared answer = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Shared)>(
      [&ask, &cancel](Resume resume) {
        // A std::function has to be copied: the handler moves on only once.
        auto waiting = std::make_shared<Resume>(std::move(resume));
        auto slot = waiting->get_cancellation_slot();
        ask([waiting](T value) {
          auto executor = asio::get_associated_executor(*waiting);
          auto shared = std::make_shared<T>(std::move(value));
          asio::post(executor, [waiting, shared]() mutable {
            waiting->get_cancellation_slot().clear();
            std::move (*waiting)(std::move(shared));
          });
        });
        if (slot.is_connected()) slot.assign([cancel](asio::cancellation_type) { cancel(); });
      },
      asio::use_awaitable);
  co_return std::move(*answer);
}

// Both threads own the promise: the one that waits may be gone before set_value() has returned.
template <class T>
T wait_for(const std::function<void(Tell<T>)>& ask) {
  const auto promise = std::make_shared<std::promise<T>>();
  auto answer = promise->get_future();
  ask([promise](T value) { promise->set_value(std::move(value)); });
  return answer.get();
}

}  // namespace weft::client
