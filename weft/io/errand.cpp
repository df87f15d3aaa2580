#include <weft/io/errand.hpp>

#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include <weft/io/loop.hpp>
#include <weft/io/signals_blocked.hpp>

namespace weft::io {

struct Errand::State : std::enable_shared_from_this<State> {
  void run() {
    if (!is_wanted()) return;
    work();
    const std::lock_guard lock(mutex);
    // The loop is still there: the errand, which goes before it, cannot have gone without the lock.
    if (loop != nullptr) loop->post([state = shared_from_this()] { state->tell(); });
  }
  bool is_wanted() {
    const std::lock_guard lock(mutex);
    return loop != nullptr;
  }
  void tell() {
    if (const auto told = std::exchange(done, nullptr)) told();
  }

  std::function<void()> work;
  // Of the loop's thread.
  std::function<void()> done;
  std::mutex mutex;
  // Null where nobody is told any more.
  Loop* loop = nullptr;
};

// A thread is there while there is work.
class Errand::Threads {
 public:
  // Never destroyed: a thread may be at work for longer than main().
  static Threads& of_process() {
    static Threads& threads = *new Threads;
    return threads;
  }

  void add(std::shared_ptr<State> state) {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(state));
    if (threads_ == most_threads) return;
    const SignalsBlocked blocked;
    try {
      std::thread([this] { work(); }).detach();
      ++threads_;
    } catch (const std::system_error&) {
      // The threads that are there will come to it.
      if (threads_ > 0) return;
      queue_.pop_back();
      throw;
    }
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    while (!queue_.empty()) {
      std::shared_ptr<State> state = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      state->run();
      state.reset();
      lock.lock();
    }
    --threads_;
  }

  std::mutex mutex_;
  std::deque<std::shared_ptr<State>> queue_;
  int threads_ = 0;
};

Errand::Errand(Loop& loop, std::function<void()> work, std::function<void()> done) : state_(std::make_shared<State>()) {
  state_->work = std::move(work);
  state_->done = std::move(done);
  state_->loop = &loop;
  try {
    Threads::of_process().add(state_);
  } catch (const std::system_error&) {
    // No thread is to be had: late is better than never.
    state_->run();
  }
}

Errand::~Errand() {
  state_->done = nullptr;
  const std::lock_guard lock(state_->mutex);
  state_->loop = nullptr;
}

}  // namespace weft::io
