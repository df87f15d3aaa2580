#include <weft/client/websocket/upstream.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

namespace weft::client {
namespace {

using State = http::Pulled::State;

class UpstreamBody final : public ContentBody {
 public:
  explicit UpstreamBody(std::shared_ptr<Upstream> upstream) : upstream_(std::move(upstream)) {}
  ~UpstreamBody() override { upstream_->leave(); }

  http::Pulled pull(MutableOctets room) override { return upstream_->pull(room); }

 private:
  std::shared_ptr<Upstream> upstream_;
};

}  // namespace

bool Upstream::write(Octets octets) {
  const std::lock_guard lock(mutex_);
  if (left_ || ended_) return false;
  unsent_.append(octets);
  unblock();
  return true;
}

bool Upstream::has_room_for_answers() {
  const std::lock_guard lock(mutex_);
  return unsent_.size() < capacity + most_answers;
}

void Upstream::when_room(Tell<bool> told) {
  std::unique_lock lock(mutex_);
  const bool is_over = left_ || ended_;
  if (!is_over && unsent_.size() >= capacity) {
    waiting_ = std::move(told);
    return;
  }
  lock.unlock();
  told(!is_over);
}

void Upstream::stop_waiting() {
  std::unique_lock lock(mutex_);
  const auto waiting = std::exchange(waiting_, nullptr);
  lock.unlock();
  tell(waiting, false);
}

void Upstream::end() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  unblock();
}

void Upstream::when_ended(Tell<bool> told) {
  std::unique_lock lock(mutex_);
  const bool is_over = over_;
  if (!is_over && !left_) {
    waiting_for_end_ = std::move(told);
    return;
  }
  lock.unlock();
  told(is_over);
}

void Upstream::stop_waiting_for_end() {
  std::unique_lock lock(mutex_);
  const auto waiting = std::exchange(waiting_for_end_, nullptr);
  lock.unlock();
  tell(waiting, false);
}

// The mutex is held. The body is there as long as `ready_` is.
void Upstream::unblock() {
  if (!std::exchange(blocked_, false) || loop_ == nullptr) return;
  loop_->post([self = shared_from_this()] {
    std::unique_lock lock(self->mutex_);
    const auto ready = self->ready_;
    lock.unlock();
    if (ready) ready();
  });
}

void Upstream::tell(const Tell<bool>& waiting, bool has_room) {
  if (waiting) waiting(has_room);
}

void Upstream::begin(io::Loop& loop, std::function<void()> ready) {
  const std::lock_guard lock(mutex_);
  loop_ = &loop;
  ready_ = std::move(ready);
  over_ = left_ = false;
}

http::Pulled Upstream::pull(MutableOctets room) {
  std::unique_lock lock(mutex_);
  const Octets octets = unsent_.readable().first(std::min(room.size(), unsent_.size()));
  if (!octets.empty()) std::memcpy(room.data(), octets.data(), octets.size());
  const std::size_t size = octets.size();
  unsent_.consume(size);
  const State state = !unsent_.empty() ? State::more : ended_ ? State::end : State::blocked;
  blocked_ = state == State::blocked;
  over_ = state == State::end;
  const auto waiting = unsent_.size() < capacity ? std::exchange(waiting_, nullptr) : nullptr;
  const auto waiting_for_end = over_ ? std::exchange(waiting_for_end_, nullptr) : nullptr;
  lock.unlock();
  tell(waiting, true);
  tell(waiting_for_end, true);
  return {size, state};
}

void Upstream::leave() {
  std::unique_lock lock(mutex_);
  loop_ = nullptr;
  ready_ = nullptr;
  left_ = true;
  const auto waiting = std::exchange(waiting_, nullptr);
  const auto waiting_for_end = std::exchange(waiting_for_end_, nullptr);
  lock.unlock();
  tell(waiting, false);
  tell(waiting_for_end, false);
}

Result<OpenedContent, Fault> UpstreamContent::open(io::Loop& loop, std::function<void()> ready) {
  upstream_->begin(loop, std::move(ready));
  return OpenedContent{std::make_unique<UpstreamBody>(upstream_), std::nullopt};
}

}  // namespace weft::client
