#include <weft/server/blocking/blocking_threads.hpp>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <weft/io/cancelled.hpp>
#include <weft/io/signals_blocked.hpp>

#include WEFT_ASIO_HEADER(async_result.hpp)
#include WEFT_ASIO_HEADER(cancellation_signal.hpp)
#include WEFT_ASIO_HEADER(use_awaitable.hpp)

namespace weft::server {
namespace {

enum class WorkEnd : std::uint8_t { done, cancelled, refused };

// Resumes the coroutine, and owns its frame while it waits.
using Resume = asio::async_result<asio::use_awaitable_t<>, void(WorkEnd)>::handler_type;

}  // namespace

// The queue, a thread or the news on their way to the loop own it, and with it the frame: the frame does not own it.
struct BlockingThreads::Job {
  Job(io::Loop& its_loop, BlockingWork& its_work, Resume its_resume)
      : loop(its_loop), work(its_work), resume(std::move(its_resume)) {}

  // Moves its owner along, so that a frame that is left over goes where the loop goes, and not on a thread of the pool.
  static void tell(std::shared_ptr<Job> job, WorkEnd outcome) {
    auto& loop = job->loop;
    loop.post([job = std::move(job), outcome] { std::move(job->resume)(outcome); });
  }

  io::Loop& loop;
  BlockingWork& work;
  Resume resume;
  std::stop_source stop;
  std::atomic<bool> has_ended = false;
  // Where it stands in the queue, while it does.
  std::list<std::shared_ptr<Job>>::iterator place;
  bool is_queued = false;
};

struct BlockingThreads::State {
  explicit State(const Blocking& options) : most(std::max(1u, options.threads)), most_queued(options.queue) {}

  bool add(const std::shared_ptr<Job>& job);
  bool start_thread();
  void serve();
  std::shared_ptr<Job> next(std::unique_lock<std::mutex>& lock);
  std::shared_ptr<Job> take(std::list<std::shared_ptr<Job>>::iterator place);
  // On the loop's thread.
  void cancel(const std::shared_ptr<Job>& job);

  const std::size_t most;
  const std::size_t most_queued;
  std::mutex mutex;
  std::condition_variable has_work;
  std::list<std::shared_ptr<Job>> queue;
  std::vector<std::thread> threads;
  // Threads that wait for work.
  std::size_t idle = 0;
  std::vector<Job*> running;
  bool is_ending = false;
};

// Threads that are free, or can be started, take work out of the queue at once.
bool BlockingThreads::State::add(const std::shared_ptr<Job>& job) {
  const std::lock_guard lock(mutex);
  const std::size_t available = most - running.size();
  if (is_ending || (queue.size() >= available && queue.size() - available >= most_queued)) return false;
  job->place = queue.insert(queue.end(), job);
  job->is_queued = true;
  if (queue.size() > idle && threads.size() < most && !start_thread()) {
    take(job->place);
    return false;
  }
  has_work.notify_one();
  return true;
}

// False: none is there, and none is to be had.
bool BlockingThreads::State::start_thread() {
  const io::SignalsBlocked blocked;
  try {
    threads.emplace_back([this] { serve(); });
  } catch (const std::system_error&) {
    return !threads.empty();
  }
  return true;
}

void BlockingThreads::State::serve() {
  std::unique_lock lock(mutex);
  while (auto job = next(lock)) {
    Job* const its = job.get();
    running.push_back(its);
    lock.unlock();
    its->work.run(its->stop.get_token());
    lock.lock();
    std::erase(running, its);
    lock.unlock();
    const auto outcome = its->stop.stop_requested() ? WorkEnd::cancelled : WorkEnd::done;
    its->has_ended = true;
    its->has_ended.notify_all();
    Job::tell(std::move(job), outcome);
    lock.lock();
  }
}

// Null at the end.
std::shared_ptr<BlockingThreads::Job> BlockingThreads::State::next(std::unique_lock<std::mutex>& lock) {
  ++idle;
  has_work.wait(lock, [this] { return is_ending || !queue.empty(); });
  --idle;
  return queue.empty() ? nullptr : take(queue.begin());
}

std::shared_ptr<BlockingThreads::Job> BlockingThreads::State::take(std::list<std::shared_ptr<Job>>::iterator place) {
  auto job = std::move(*place);
  job->is_queued = false;
  queue.erase(place);
  return job;
}

void BlockingThreads::State::cancel(const std::shared_ptr<Job>& job) {
  std::unique_lock lock(mutex);
  if (job->is_queued) {
    auto taken = take(job->place);
    lock.unlock();
    taken->has_ended = true;
    return Job::tell(std::move(taken), WorkEnd::cancelled);
  }
  lock.unlock();
  // Calls functions of the program.
  job->stop.request_stop();
}

// Stands in the coroutine's frame. A frame that goes while its work runs takes the work's end with it.
class BlockingThreads::Wait {
 public:
  explicit Wait(State& state) : state_(state) {}
  ~Wait() {
    const auto job = job_.lock();
    if (job == nullptr || job->has_ended) return;
    state_.cancel(job);
    job->has_ended.wait(false);
  }
  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;

  void begin(io::Loop& loop, BlockingWork& work, Resume resume) {
    auto job = std::make_shared<Job>(loop, work, std::move(resume));
    job_ = job;
    auto slot = job->resume.get_cancellation_slot();
    if (slot.is_connected()) {
      slot.assign([&state = state_, cancelled = job_](asio::cancellation_type) {
        if (const auto its = cancelled.lock()) state.cancel(its);
      });
    }
    if (state_.add(job)) return;
    job->has_ended = true;
    Job::tell(std::move(job), WorkEnd::refused);
  }

 private:
  State& state_;
  std::weak_ptr<Job> job_;
};

BlockingThreads::BlockingThreads(const Blocking& options) : state_(std::make_unique<State>(options)) {}

BlockingThreads::~BlockingThreads() {
  end();
}

io::Task<> BlockingThreads::run(io::Loop& loop, BlockingWork& work) {
  Wait wait(*state_);
  const auto outcome = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(WorkEnd)>(
      [&wait, &loop, &work](Resume resume) { wait.begin(loop, work, std::move(resume)); }, asio::use_awaitable);
  if (outcome == WorkEnd::cancelled) io::throw_cancelled();
  if (outcome == WorkEnd::refused) throw BlockingQueueFull();
}

void BlockingThreads::end() {
  std::list<std::shared_ptr<Job>> left;
  std::vector<std::stop_source> asked;
  {
    const std::lock_guard lock(state_->mutex);
    state_->is_ending = true;
    left.swap(state_->queue);
    for (const auto& job : left) {
      job->is_queued = false;
      job->has_ended = true;
    }
    for (const Job* job : state_->running) asked.push_back(job->stop);
  }
  state_->has_work.notify_all();
  for (auto& stop : asked) stop.request_stop();
  for (auto& thread : state_->threads) thread.join();
  state_->threads.clear();
}

}  // namespace weft::server
