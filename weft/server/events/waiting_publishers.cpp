#include <weft/server/events/waiting_publishers.hpp>

namespace weft::server {

void WaitingPublishers::tell() {
  room_.notify_all();
  for (Place* const place : places_) {
    place->loop_.post([room = std::weak_ptr(place->room_)] {
      if (const auto its = room.lock()) its->notify();
    });
  }
}

WaitingPublishers::Place::Place(WaitingPublishers& publishers, io::Loop& loop)
    : publishers_(publishers), loop_(loop), room_(std::make_shared<io::Signal>(loop)) {
  const std::lock_guard lock(publishers_.mutex_);
  publishers_.places_.push_back(this);
}

WaitingPublishers::Place::~Place() {
  const std::lock_guard lock(publishers_.mutex_);
  std::erase(publishers_.places_, this);
}

}  // namespace weft::server
