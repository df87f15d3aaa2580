#include <weft/io/memory_channel.hpp>

#include <algorithm>
#include <utility>

namespace weft::io {

namespace {

class MemoryChannel final : public Channel, private Later {
 public:
  MemoryChannel(Loop& loop, std::size_t capacity) : loop_(loop), capacity_(capacity) {}
  ~MemoryChannel() override { leave(); }

  static void join(MemoryChannel& a, MemoryChannel& b) {
    a.other_ = &b;
    b.other_ = &a;
  }

  void start(ChannelUser& user) override {
    user_ = &user;
    loop_.later(*this);
  }

  void send(MutableOctets octets) override {
    if (closed_ || finishing_) return;
    if (other_ == nullptr) return close_as(std::make_error_code(std::errc::connection_reset), Reason::peer_reset);
    backlog_.append(octets);
    push();
  }

  std::size_t backlog() const override { return backlog_.size(); }
  void pause() override { paused_ = true; }
  void resume() override {
    paused_ = false;
    loop_.later(*this);
  }

  void finish() override {
    if (closed_) return;
    finishing_ = true;
    push();
    if (end_told_) end_both();
  }

  void close() override { close_as({}, Reason::closed); }

  const Address& peer() const override { return address_; }
  const Address& local() const override { return address_; }
  const TlsFacts* tls() const override { return nullptr; }
  Duration round_trip() const override { return Duration::zero(); }
  Loop& loop() override { return loop_; }

 private:
  // Moves as much to the other end's inbox as there is room for.
  void push() {
    if (other_ == nullptr) return;
    const std::size_t room = capacity_ - std::min(capacity_, other_->inbox_.size());
    const std::size_t size = std::min(room, backlog_.size());
    other_->inbox_.append(backlog_.readable().first(size));
    backlog_.consume(size);
    if (finishing_ && backlog_.empty()) other_->ended_ = true;
    if (size > 0 || other_->ended_) loop_.later(*other_);
  }

  void on_later() override {
    if (user_ == nullptr) return;
    if (closed_) return user_->on_closed(error_, reason_);
    if (!std::exchange(begun_, true)) user_->on_open();
    if (std::exchange(drained_, false) && !closed_) user_->on_drained();
    if (!closed_ && !paused_) receive();
  }

  void receive() {
    if (!inbox_.empty()) {
      Buffer received;
      received.swap(inbox_);
      if (other_ != nullptr) other_->refill();
      user_->on_received(received.mutable_readable());
    }
    // The call that refilled the inbox asks for another round.
    if (closed_ || paused_ || !ended_ || !inbox_.empty() || end_told_) return;
    end_told_ = true;
    user_->on_end();
    if (finishing_) end_both();
  }

  void refill() {
    if (backlog_.empty()) return;
    push();
    if (!backlog_.empty()) return;
    drained_ = true;
    loop_.later(*this);
    if (finishing_ && end_told_) end_both();
  }

  void end_both() {
    if (backlog_.empty()) close_as({}, Reason::ended);
  }

  void close_as(std::error_code error, Reason reason) {
    if (closed_) return;
    closed_ = true;
    error_ = error;
    reason_ = reason;
    leave();
    backlog_.release();
    loop_.later(*this);
  }

  // The other end reads the octets that are under way, and then the end.
  void leave() {
    if (other_ == nullptr) return;
    MemoryChannel& other = *std::exchange(other_, nullptr);
    other.other_ = nullptr;
    other.ended_ = true;
    loop_.later(other);
  }

  Loop& loop_;
  const std::size_t capacity_;
  const Address address_{"memory", 0};
  MemoryChannel* other_ = nullptr;
  ChannelUser* user_ = nullptr;
  Buffer inbox_;
  Buffer backlog_;
  std::error_code error_;
  Reason reason_ = Reason::closed;
  bool begun_ = false;
  bool paused_ = false;
  bool drained_ = false;
  bool finishing_ = false;
  bool ended_ = false;  // the other sends nothing more than the inbox holds
  bool end_told_ = false;
  bool closed_ = false;
};

}  // namespace

MemoryPair make_memory_pair(Loop& loop, std::size_t capacity) {
  auto first = std::make_unique<MemoryChannel>(loop, capacity);
  auto second = std::make_unique<MemoryChannel>(loop, capacity);
  MemoryChannel::join(*first, *second);
  return {std::move(first), std::move(second)};
}

}  // namespace weft::io
