#include <weft/io/signal.hpp>

#include <optional>
#include <utility>

#include WEFT_ASIO_HEADER(async_result.hpp)
#include WEFT_ASIO_HEADER(use_awaitable.hpp)

namespace weft::io {

using Resume = asio::async_result<asio::use_awaitable_t<>, void()>::handler_type;

struct Signal::Waiter {
  std::optional<Resume> resume;
};

Signal::Signal(Loop& loop) : loop_(loop), waiter_(std::make_unique<Waiter>()) {}

Signal::~Signal() = default;

Task<> Signal::wait() {
  if (std::exchange(notified_, false)) co_return;
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(
      [waiter = waiter_.get()](Resume resume) { waiter->resume.emplace(std::move(resume)); }, asio::use_awaitable);
}

void Signal::notify() {
  if (!waiter_->resume) {
    notified_ = true;
    return;
  }
  loop_.later(*this);
}

void Signal::on_later() {
  // The coroutine may wait again, or end and take the signal with it.
  Resume resume = std::move(*waiter_->resume);
  waiter_->resume.reset();
  std::move(resume)();
}

}  // namespace weft::io
