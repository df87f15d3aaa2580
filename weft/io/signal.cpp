#include <weft/io/signal.hpp>

#include <optional>
#include <stdexcept>
#include <utility>

#include <weft/io/cancelled.hpp>

#include WEFT_ASIO_HEADER(async_result.hpp)
#include WEFT_ASIO_HEADER(cancellation_signal.hpp)
#include WEFT_ASIO_HEADER(io_context.hpp)
#include WEFT_ASIO_HEADER(post.hpp)
#include WEFT_ASIO_HEADER(use_awaitable.hpp)

namespace weft::io {

// Resumes the coroutine, and tells it whether the wait was cancelled.
using Resume = asio::async_result<asio::use_awaitable_t<>, void(bool)>::handler_type;

struct Signal::Waiter {
  std::optional<Resume> resume;
};

Signal::Signal(Loop& loop) : loop_(loop), waiter_(std::make_unique<Waiter>()) {}

// Each handler that could cancel the wait knows this signal.
Signal::~Signal() {
  if (waiter_->resume) waiter_->resume->get_cancellation_slot().clear();
}

Task<> Signal::wait() {
  if (waiter_->resume) throw std::logic_error("weft::io::Signal: two coroutines wait at the same time");
  if (std::exchange(notified_, false)) co_return;
  const bool cancelled = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(bool)>(
      [this](Resume resume) {
        auto slot = resume.get_cancellation_slot();
        if (slot.is_connected()) {
          slot.assign([this, wait = ++waits_](asio::cancellation_type) {
            if (wait == waits_) cancel();
          });
        }
        waiter_->resume.emplace(std::move(resume));
      },
      asio::use_awaitable);
  if (cancelled) throw_cancelled();
}

void Signal::notify() {
  if (!waiter_->resume) {
    notified_ = true;
    return;
  }
  loop_.later(*this);
}

void Signal::cancel() {
  if (!waiter_->resume) return;
  if (later_hook.linked()) {
    later_hook.unlink();
    notified_ = true;
  }
  asio::post(loop_.context(), [resume = std::move(*waiter_->resume)]() mutable { std::move(resume)(true); });
  waiter_->resume.reset();
}

void Signal::on_later() {
  // The coroutine may wait again, or end and take the signal with it.
  Resume resume = std::move(*waiter_->resume);
  waiter_->resume.reset();
  std::move(resume)(false);
}

}  // namespace weft::io
