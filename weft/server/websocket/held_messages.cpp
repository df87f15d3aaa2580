#include <weft/server/websocket/held_messages.hpp>

namespace weft::server {

// Also left where the wait is cancelled.
class HeldMessages::Wait {
 public:
  explicit Wait(Part& part) : part_(part) {
    part_.is_waiting_ = true;
    part_.all_->waiting_.push_back(&part_);
  }
  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;
  ~Wait() {
    part_.is_waiting_ = false;
    std::erase(part_.all_->waiting_, &part_);
  }

 private:
  Part& part_;
};

io::Task<> HeldMessages::Part::turn() {
  if (all_->may_read(*this)) co_return;
  const Wait wait(*this);
  do {
    co_await turn_.wait();
  } while (!all_->may_read(*this));
}

void HeldMessages::change(Part& part, std::size_t octets) {
  const bool grows = octets > part.octets_;
  if (part.octets_ == 0) holding_.push_back(&part);
  if (octets == 0) std::erase(holding_, &part);
  octets_ += octets - part.octets_;
  part.octets_ = octets;
  if (grows) return;
  for (Part* each : waiting_) each->turn_.notify();
}

}  // namespace weft::server
