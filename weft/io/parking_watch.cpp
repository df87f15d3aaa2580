#include <weft/io/parking_watch.hpp>

#include <sys/epoll.h>

#include <array>

namespace weft::io {

namespace {

// The others get their turn.
constexpr int events_per_turn = 64;

}  // namespace

ParkingWatch::ParkingWatch(Loop& loop) : set_(loop.context(), Descriptor(::epoll_create1(EPOLL_CLOEXEC)), *this) {
  set_.await_readable();
}

bool ParkingWatch::add(int descriptor, ParkingWatchUser& user) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLRDHUP;
  event.data.ptr = &user;
  return ::epoll_ctl(set_.descriptor(), EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void ParkingWatch::remove(int descriptor) {
  ::epoll_ctl(set_.descriptor(), EPOLL_CTL_DEL, descriptor, nullptr);
}

void ParkingWatch::on_readable() {
  std::array<epoll_event, events_per_turn> events;
  const int count = ::epoll_wait(set_.descriptor(), events.data(), events_per_turn, 0);
  for (int i = 0; i < count; ++i)
    static_cast<ParkingWatchUser*>(events[static_cast<std::size_t>(i)].data.ptr)->on_unpark();
  set_.await_readable();
}

}  // namespace weft::io
