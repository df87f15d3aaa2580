#include <weft/io/errand.hpp>

#include <mutex>
#include <system_error>
#include <utility>

#include <weft/io/few_threads.hpp>
#include <weft/io/loop.hpp>

namespace weft::io {

namespace {

// Never destroyed: a thread may be at work for longer than main().
FewThreads& threads_of_process() {
  static FewThreads& threads = *new FewThreads;
  return threads;
}

}  // namespace

struct Errand::State : std::enable_shared_from_this<State> {
  void run() {
    if (!is_wanted()) return;
    work();
    // Whoever is told may end the process: this thread must be out of the libraries that the work holds parts of.
    work = nullptr;
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
  // Belongs to the loop's thread.
  std::function<void()> done;
  std::mutex mutex;
  // Null where nobody is told any more.
  Loop* loop = nullptr;
};

Errand::Errand(Loop& loop, std::function<void()> work, std::function<void()> done) : state_(std::make_shared<State>()) {
  state_->work = std::move(work);
  state_->done = std::move(done);
  state_->loop = &loop;
  try {
    threads_of_process().add([state = state_] { state->run(); });
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
