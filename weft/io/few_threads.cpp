#include <weft/io/few_threads.hpp>

#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include <weft/io/signals_blocked.hpp>

namespace weft::io {

struct FewThreads::State {
  void run();

  std::mutex mutex;
  std::deque<std::function<void()>> queue;
  int threads = 0;
};

void FewThreads::State::run() {
  std::unique_lock lock(mutex);
  while (!queue.empty()) {
    std::function<void()> work = std::move(queue.front());
    queue.pop_front();
    lock.unlock();
    work();
    // What the work holds may take locks when it goes.
    work = nullptr;
    lock.lock();
  }
  --threads;
}

FewThreads::FewThreads() : state_(std::make_shared<State>()) {}

FewThreads::~FewThreads() {
  std::deque<std::function<void()>> left;
  const std::lock_guard lock(state_->mutex);
  left.swap(state_->queue);
}

void FewThreads::add(std::function<void()> work) {
  State& s = *state_;
  const std::lock_guard lock(s.mutex);
  s.queue.push_back(std::move(work));
  if (s.threads == most) return;
  const SignalsBlocked blocked;
  try {
    std::thread([state = state_] { state->run(); }).detach();
    ++s.threads;
  } catch (const std::system_error&) {
    // The threads that are there will come to it.
    if (s.threads > 0) return;
    s.queue.pop_back();
    throw;
  }
}

}  // namespace weft::io
