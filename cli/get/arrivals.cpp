#include <cli/get/arrivals.hpp>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace weft::cli::get {

Arrivals::Arrivals() : event_(::eventfd(0, EFD_CLOEXEC)) {
  if (event_ < 0) throw std::system_error(errno, std::system_category(), "eventfd");
  sigset_t noted;
  ::sigemptyset(&noted);
  ::sigaddset(&noted, SIGINT);
  ::sigaddset(&noted, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &noted, &mask_before_);
}

Arrivals::~Arrivals() {
  ::close(event_);
  ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
}

void Arrivals::put(Arrival arrival) {
  {
    const std::lock_guard lock(mutex_);
    arrived_.push_back(std::move(arrival));
  }
  ::eventfd_write(event_, 1);
}

std::optional<Arrival> Arrivals::take(const std::function<void()>& tick) {
  constexpr timespec period{.tv_sec = 0, .tv_nsec = 100'000'000};
  while (Interrupt::caught() == 0) {
    if (tick) tick();
    if (auto arrival = take_now()) return arrival;
    pollfd asked{event_, POLLIN, 0};
    if (::ppoll(&asked, 1, tick ? &period : nullptr, &mask_before_) != 1) continue;
    eventfd_t count = 0;
    ::eventfd_read(event_, &count);
  }
  return std::nullopt;
}

std::optional<Arrival> Arrivals::take_now() {
  const std::lock_guard lock(mutex_);
  if (arrived_.empty()) return std::nullopt;
  Arrival first = std::move(arrived_.front());
  arrived_.pop_front();
  return first;
}

}  // namespace weft::cli::get
