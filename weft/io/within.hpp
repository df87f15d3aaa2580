// A time limit for work that waits.
//
//   const auto text = co_await weft::within(500ms, c.body().text(64 * 1024));
//   if (!text) co_return c.error(weft::http::Status::request_timeout);          // it took longer
//   if (!co_await weft::within(2s, refresh())) log("no answer in time");        // a Task<> gives a bool
//
// The result of a Task<T> comes as std::optional<T>, empty when the time was over first; that of a Task<> as a bool.
// The work is cancelled then, and within() returns when it has ended: nothing of it goes on behind your back, and what
// it was about to use may go away. So work that does not hear cancellation is waited for, however long it takes; all
// that can be awaited in weft hears it. If the work is done in the very moment in which its time is over, its result
// counts: nothing is lost. An exception of the work leaves within() at once, and so does the cancellation of the
// coroutine that waits here.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#include <weft/base/time.hpp>
#include <weft/io/task.hpp>

namespace weft::io {

Task<bool> within(Duration limit, Task<> work);

template <class T>
Task<> keep_result(Task<T> work, std::optional<T>& result) {
  result.emplace(co_await std::move(work));
}

template <class T>
  requires(!std::is_void_v<T>)
Task<std::optional<T>> within(Duration limit, Task<T> work) {
  std::optional<T> result;
  co_await within(limit, keep_result(std::move(work), result));
  co_return result;
}

}  // namespace weft::io

namespace weft {
using io::within;
}  // namespace weft
