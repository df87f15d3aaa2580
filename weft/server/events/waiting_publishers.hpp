// Publishers that wait until the followers of a Broadcast have room for an event: WhenSlow::wait.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include <weft/io/loop.hpp>
#include <weft/io/signal.hpp>
#include <weft/io/task.hpp>

namespace weft::server {

class WaitingPublishers {
 public:
  // The mutex is the feed's, and guards what all publishers know.
  explicit WaitingPublishers(std::mutex& mutex) : mutex_(mutex) {}

  // Blocks until there is room. `lock` holds the mutex.
  template <class HasRoom>
  void wait(std::unique_lock<std::mutex>& lock, HasRoom has_room) {
    room_.wait(lock, has_room);
  }
  // There may be room: all look again. The mutex is held.
  void tell();

  // A coroutine that waits, on the thread of its loop.
  class Place {
   public:
    Place(WaitingPublishers& publishers, io::Loop& loop);
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    // Returns behind the next tell(), or one that has come since the last time.
    io::Task<> wait() { return room_->wait(); }

   private:
    friend class WaitingPublishers;

    WaitingPublishers& publishers_;
    io::Loop& loop_;
    // Work that tell() has posted may come later than the end of the place.
    const std::shared_ptr<io::Signal> room_;
  };

 private:
  std::mutex& mutex_;
  std::condition_variable room_;
  std::vector<Place*> places_;
};

}  // namespace weft::server
