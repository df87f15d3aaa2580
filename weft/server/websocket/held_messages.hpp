// Messages that the WebSockets of one connection hold: those that have begun to come and have not ended, and those that
// their handlers have in hand. They share room, so that many WebSockets of a connection cost little more than one.
// Where there is none left, the WebSocket that has held its message the longest is read alone, and flow control holds
// the others back until it has let go.
//
//   HeldMessages::Part part(all, loop, 2 << 20);       // of one WebSocket: room for so many octets of all
//   part.hold(octets);                                 // of its message so far; 0: none has begun
//   co_await part.turn();                              // before more is read
//
// All is of one loop. A turn() that is cancelled throws std::system_error, as every wait does.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <weft/io/signal.hpp>
#include <weft/io/task.hpp>

namespace weft::server {

class HeldMessages {
 public:
  class Part {
   public:
    // One message may come on top of `room`.
    Part(std::shared_ptr<HeldMessages> all, io::Loop& loop, std::size_t room)
        : all_(std::move(all)), room_(room), turn_(loop) {}
    ~Part() { hold(0); }
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;

    void hold(std::size_t octets) {
      if (octets != octets_) all_->change(*this, octets);
    }
    io::Task<> turn();
    bool is_waiting() const { return is_waiting_; }

   private:
    friend class HeldMessages;

    const std::shared_ptr<HeldMessages> all_;
    const std::size_t room_;
    io::Signal turn_;
    std::size_t octets_ = 0;
    bool is_waiting_ = false;
  };

 private:
  class Wait;

  void change(Part& part, std::size_t octets);
  bool may_read(const Part& part) const { return octets_ < part.room_ || holding_.front() == &part; }

  std::size_t octets_ = 0;
  // In the order in which they began to hold theirs.
  std::vector<Part*> holding_;
  std::vector<Part*> waiting_;
};

}  // namespace weft::server
