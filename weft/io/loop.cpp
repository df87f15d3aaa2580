#include <weft/io/loop.hpp>

#include <map>

#include <weft/io/name_lookups.hpp>

#include WEFT_ASIO_HEADER(executor_work_guard.hpp)
#include WEFT_ASIO_HEADER(io_context.hpp)
#include WEFT_ASIO_HEADER(post.hpp)
#include WEFT_ASIO_HEADER(steady_timer.hpp)

namespace weft::io {

namespace {

// One thread runs the loop, so the sockets need no locks. post() and stop() come from other threads, so the queue does.
#ifdef WEFT_BOOST_ASIO
constexpr int one_thread_runs_it = BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO;
#else
constexpr int one_thread_runs_it = ASIO_CONCURRENCY_HINT_UNSAFE_IO;
#endif

// Work that keeps making more must not keep a turn from ending.
constexpr int gather_at_most = 256;

thread_local Loop* with_time_set = nullptr;
thread_local int running_here = 0;

// Until run() returns, or throws what a handler has thrown.
struct RunsHere {
  RunsHere() { ++running_here; }
  ~RunsHere() { --running_here; }
  RunsHere(const RunsHere&) = delete;
  RunsHere& operator=(const RunsHere&) = delete;
};

}  // namespace

struct Loop::Reactor {
  explicit Reactor(asio::io_context& context) : work(context.get_executor()), timer(context) {}

  // Without this guard the context would stop when nothing is under way.
  asio::executor_work_guard<asio::io_context::executor_type> work;
  asio::steady_timer timer;
  Time timer_at = never;
};

struct Loop::Kept {
  std::map<const void*, std::shared_ptr<void>> things;
};

Loop::Loop()
    : context_(std::make_unique<asio::io_context>(one_thread_runs_it)),
      names_(&NameLookups::of_process()),
      waits_(true),
      reactor_(std::make_unique<Reactor>(*context_)),
      kept_(std::make_unique<Kept>()) {}

Loop::Loop(const Time& clock)
    : context_(std::make_unique<asio::io_context>(one_thread_runs_it)),
      names_(&NameLookups::of_process()),
      clock_(&clock),
      waits_(false),
      reactor_(std::make_unique<Reactor>(*context_)),
      kept_(std::make_unique<Kept>()) {}

Loop::~Loop() {
  if (with_time_set == this) with_time_set = nullptr;
}

void Loop::run() {
  const RunsHere runs_here;
  ended_ = false;
  while (turn()) {
  }
  context_->restart();
  ended_ = true;
}

bool Loop::runs_here() {
  return running_here > 0;
}

bool Loop::turn() {
  if (clock_ != nullptr) {
    now_ = never;
    deadlines_.expire(now());
  } else if (deadlines_.next() < reactor_->timer_at) {
    arm_timer();
  }
  run_ready();
  if (context_->stopped()) return false;
  const bool goes_on = waits_ || has_pending();
  end_turn();
  return goes_on;
}

void Loop::stop() {
  context_->stop();
}

void Loop::post(std::function<void()> work) {
  asio::post(*context_, std::move(work));
}

std::shared_ptr<void>& Loop::kept(const void* key) {
  return kept_->things[key];
}

Time Loop::now() const {
  if (now_ == never) now_ = clock_ != nullptr ? *clock_ : std::chrono::steady_clock::now() + ahead_;
  return now_;
}

void Loop::set_time(Time time) {
  with_time_set = this;
  set_time_ = time;
  clock_ = &set_time_;
  now_ = never;
  deadlines_.expire(time);
}

void Loop::let_time_go() {
  if (clock_ != &set_time_) return;
  with_time_set = nullptr;
  clock_ = nullptr;
  now_ = never;
  ahead_ = set_time_ - std::chrono::steady_clock::now();
  reactor_->timer_at = never;
}

Loop* Loop::with_set_time() {
  return with_time_set;
}

void Loop::at_turn_end(TurnEnd& hook) {
  if (!hook.turn_end_hook.linked()) turn_ends_.push_back(hook);
}

void Loop::later(Later& hook) {
  if (!hook.later_hook.linked()) laters_.push_back(hook);
}

void Loop::run_ready() {
  gathering_ = true;
  if (!has_pending() && waits_) handled_ += context_->run_one();
  for (int i = 0; gathering_ && i < gather_at_most; ++i) {
    if (context_->poll_one() == 0) break;
    ++handled_;
  }
}

void Loop::run_laters() {
  for (int i = 0; !laters_.empty() && i < gather_at_most; ++i) laters_.pop_front().on_later();
}

void Loop::end_turn() {
  run_laters();
  // A hook that calls at_turn_end() again is for the next turn.
  IntrusiveList<TurnEnd, &TurnEnd::turn_end_hook> ending;
  while (!turn_ends_.empty()) ending.push_back(turn_ends_.pop_front());
  while (!ending.empty()) ending.pop_front().on_turn_end();
  now_ = never;
}

void Loop::arm_timer() {
  reactor_->timer_at = deadlines_.next();
  reactor_->timer.expires_at(reactor_->timer_at - ahead_);
  reactor_->timer.async_wait([this](const AsioError& error) {
    if (error) return;
    reactor_->timer_at = never;
    deadlines_.expire(now());
  });
}

}  // namespace weft::io
