#include <weft/io/rest_watch.hpp>

#include <sys/epoll.h>

#include <array>

namespace weft::io {

namespace {

// The others get their turn.
constexpr int stirs_per_turn = 64;

}  // namespace

RestWatch::RestWatch(Loop& loop) : set_(loop.context(), Descriptor(::epoll_create1(EPOLL_CLOEXEC)), *this) {
  set_.await_readable();
}

bool RestWatch::add(int descriptor, RestWatchUser& user) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLRDHUP;
  event.data.ptr = &user;
  return ::epoll_ctl(set_.descriptor(), EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void RestWatch::remove(int descriptor) {
  ::epoll_ctl(set_.descriptor(), EPOLL_CTL_DEL, descriptor, nullptr);
}

void RestWatch::on_readable() {
  std::array<epoll_event, stirs_per_turn> events;
  const int count = ::epoll_wait(set_.descriptor(), events.data(), stirs_per_turn, 0);
  for (int i = 0; i < count; ++i) static_cast<RestWatchUser*>(events[static_cast<std::size_t>(i)].data.ptr)->on_stir();
  set_.await_readable();
}

}  // namespace weft::io
