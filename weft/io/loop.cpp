#include <weft/io/loop.hpp>

#include WEFT_ASIO_HEADER(executor_work_guard.hpp)
#include WEFT_ASIO_HEADER(post.hpp)
#include WEFT_ASIO_HEADER(steady_timer.hpp)

namespace weft::io {

namespace {

// One thread runs the loop, so the sockets need no locks. post() and stop() come from other threads, so the queue does.
constexpr int one_thread_runs_it = hint_unsafe_io;

// Work that keeps making more must not keep a turn from ending.
constexpr int gather_at_most = 256;

}  // namespace

struct Loop::Timer {
  explicit Timer(Loop& loop) : timer(loop.context_) {}

  asio::steady_timer timer;
  Time armed_for = never;
};

Loop::Loop() : context_(one_thread_runs_it), timer_(std::make_unique<Timer>(*this)) {}

Loop::~Loop() = default;

void Loop::run() {
  const auto work = asio::make_work_guard(context_);
  end_turn();
  while (run_ready()) end_turn();
  context_.restart();
}

void Loop::stop() {
  context_.stop();
}

void Loop::post(std::function<void()> work) {
  asio::post(context_, std::move(work));
}

Time Loop::now() const {
  if (now_ == never) now_ = std::chrono::steady_clock::now();
  return now_;
}

void Loop::at_turn_end(TurnEnd& hook) {
  if (!hook.turn_end_hook.linked()) turn_ends_.push_back(hook);
}

void Loop::later(Later& hook) {
  if (!hook.later_hook.linked()) laters_.push_back(hook);
}

// False after stop().
bool Loop::run_ready() {
  gathering_ = true;
  const bool pending = !turn_ends_.empty() || !laters_.empty();
  if (!pending && context_.run_one() == 0) return false;
  for (int i = 0; gathering_ && i < gather_at_most; ++i) {
    if (context_.poll_one() == 0) break;
    gathering_ = true;
  }
  return !context_.stopped();
}

void Loop::run_laters() {
  for (int i = 0; !laters_.empty() && i < gather_at_most; ++i) laters_.pop_front().on_later();
}

void Loop::end_turn() {
  run_laters();
  // Who asks again from its hook means the next turn.
  IntrusiveList<TurnEnd, &TurnEnd::turn_end_hook> ending;
  while (!turn_ends_.empty()) ending.push_back(turn_ends_.pop_front());
  while (!ending.empty()) ending.pop_front().on_turn_end();
  if (deadlines_.next() < timer_->armed_for) arm_timer();
  now_ = never;
}

void Loop::arm_timer() {
  timer_->armed_for = deadlines_.next();
  timer_->timer.expires_at(timer_->armed_for);
  timer_->timer.async_wait([this](const AsioError& error) {
    if (error) return;
    timer_->armed_for = never;
    deadlines_.expire(now());
  });
}

}  // namespace weft::io
