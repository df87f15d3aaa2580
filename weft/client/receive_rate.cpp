#include <weft/client/receive_rate.hpp>

#include <algorithm>
#include <utility>

#include WEFT_ASIO_HEADER(io_context.hpp)
#include WEFT_ASIO_HEADER(steady_timer.hpp)

namespace weft::client {

// Exact, unlike a Deadline: at a megabyte a second a burst lasts 32 ms.
struct ReceiveRate::Timer {
  Timer(io::Loop& loop, Time when, ReceiveRate& its_rate) : timer(loop.context(), when), rate(&its_rate) {}

  asio::steady_timer timer;
  // Null once the rate has gone.
  ReceiveRate* rate;
};

ReceiveRate::ReceiveRate(io::Loop& loop, std::uint64_t octets_per_second, std::function<void()> go_on)
    : loop_(loop),
      bucket_(burst, octets_per_second, loop.now()),
      least_(std::clamp<std::uint64_t>(octets_per_second / 50, 1, burst / 2)),
      go_on_(std::move(go_on)) {}

ReceiveRate::~ReceiveRate() {
  if (timer_ == nullptr) return;
  timer_->rate = nullptr;
  timer_->timer.cancel();
}

std::size_t ReceiveRate::most(std::size_t octets) {
  return static_cast<std::size_t>(std::min<std::uint64_t>(octets, bucket_.left(loop_.now())));
}

bool ReceiveRate::took(std::size_t octets) {
  bucket_.take(octets, loop_.now());
  if (timer_ != nullptr || bucket_.left(loop_.now()) > 0) return exhausted();
  timer_ = std::make_shared<Timer>(loop_, bucket_.when(least_), *this);
  timer_->timer.async_wait([timer = timer_](const io::AsioError&) {
    if (timer->rate == nullptr) return;
    timer->rate->timer_.reset();
    timer->rate->go_on_();
  });
  return true;
}

}  // namespace weft::client
