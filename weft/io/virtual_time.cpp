#include <weft/io/virtual_time.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <future>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace weft::io {
namespace {

// A machine that has much else to do lets a loop wait for seconds.
constexpr auto patience = std::chrono::minutes(1);

Time rounded_up(Time time) {
  const auto ticks = (time.time_since_epoch() + Deadlines::tick - Duration(1)) / Deadlines::tick;
  return Time(Deadlines::tick * ticks);
}

// The deeds of a loop so far, once all that was ready has run.
struct Report {
  Loop* loop;
  std::uint64_t handled;
  bool has_pending;
  // When something is due next; never where time is the machine's.
  Time due;

  // Nothing but the handlers of a report has run since an earlier one.
  bool is_idle_since(const std::vector<Report>& earlier) const {
    const auto before = std::ranges::find(earlier, loop, &Report::loop);
    return before != earlier.end() && !before->has_pending && !has_pending &&
           handled == before->handled + handlers_of_one;
  }

  static constexpr int posts = 4;
  static constexpr std::uint64_t handlers_of_one = posts + 1;
};

// Posts itself so often that what was ready has its turn before the last time.
struct Reporting {
  Loop& loop;
  std::shared_ptr<std::promise<Report>> report;
  int left = Report::posts;

  void operator()() {
    if (left-- > 0) return loop.post(*this);
    const Time due = Loop::with_set_time() == &loop ? loop.deadlines().next() : never;
    report->set_value({&loop, loop.handled(), loop.has_pending(), due});
  }
};

// A loop that has ended takes nothing any more.
std::optional<Report> answer_of(std::future<Report> answer, const Loop& loop) {
  constexpr auto look = std::chrono::milliseconds(10);
  for (int i = 0; i < patience / look; ++i) {
    if (answer.wait_for(look) == std::future_status::ready) {
      try {
        return answer.get();
      } catch (const std::future_error&) {
        return std::nullopt;
      }
    }
    if (loop.has_ended()) return std::nullopt;
  }
  throw std::runtime_error("a loop does not answer: a handler blocks it");
}

}  // namespace

struct VirtualTime::State {
  // The loop keeps it.
  struct Seat {
    Seat(std::shared_ptr<State> its_state, Loop& its_loop) : state(std::move(its_state)), loop(its_loop) {
      const std::lock_guard lock(state->mutex);
      state->loops.push_back(&loop);
    }
    ~Seat() {
      const std::lock_guard lock(state->mutex);
      std::erase(state->loops, &loop);
    }
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;

    std::shared_ptr<State> state;
    Loop& loop;
  };

  static void seat(const std::shared_ptr<State>& state, Loop& loop) {
    auto& kept = loop.kept(state.get());
    if (kept == nullptr) kept = std::make_shared<Seat>(state, loop);
  }
  // Those that have ended are left out.
  std::vector<Report> ask_all() {
    std::vector<std::pair<Loop*, std::future<Report>>> asked;
    const std::lock_guard lock(mutex);
    for (Loop* const loop : loops) {
      const auto promise = std::make_shared<std::promise<Report>>();
      asked.emplace_back(loop, promise->get_future());
      loop->post(Reporting{*loop, promise});
    }
    std::vector<Report> reports;
    for (auto& [loop, answer] : asked) {
      if (const auto report = answer_of(std::move(answer), *loop)) reports.push_back(*report);
    }
    return reports;
  }
  // Two ticks ahead of what has happened on it, be it in the hands of another test.
  void begin(Loop& loop) {
    const std::lock_guard lock(mutex);
    now = std::max(now, rounded_up(loop.now()) + 2 * Deadlines::tick);
    loop.set_time(now);
  }
  // Whatever is posted later sees the time.
  void set(Time time) {
    const std::lock_guard lock(mutex);
    now = time;
    for (Loop* const loop : loops) {
      loop->post([loop, time] {
        if (Loop::with_set_time() == loop) loop->set_time(time);
      });
    }
  }
  // Returns the next moment at which something is due. A loop may have had something for another one that had told its
  // state before: so all are idle twice, one behind the other.
  Time rest() {
    constexpr int most_rounds = 10'000;
    std::vector<Report> earlier;
    for (int i = 0; i < most_rounds; ++i) {
      auto reports = ask_all();
      const auto is_idle = [&earlier](const Report& report) { return report.is_idle_since(earlier); };
      if (std::ranges::all_of(reports, is_idle)) {
        return reports.empty() ? never : std::ranges::min_element(reports, {}, &Report::due)->due;
      }
      earlier = std::move(reports);
    }
    throw std::runtime_error("the loops do not come to rest: something goes on without waiting");
  }

  Time now = Time::min();
  std::mutex mutex;
  std::vector<Loop*> loops;
};

VirtualTime::VirtualTime() : state_(std::make_shared<State>()) {}

VirtualTime::~VirtualTime() {
  let_go();
}

void VirtualTime::let_go() {
  const std::lock_guard lock(state_->mutex);
  for (Loop* const loop : state_->loops) loop->post([loop] { loop->let_time_go(); });
  state_->loops.clear();
}

void VirtualTime::take(const PostToLoops& post) {
  const auto done = std::make_shared<std::promise<void>>();
  auto all_taken = done->get_future();
  {
    // Each loop drops its copy of the work once it has done it.
    const std::shared_ptr<void> last(nullptr, [done](void*) { done->set_value(); });
    post([state = state_, last](Loop& loop) {
      State::seat(state, loop);
      state->begin(loop);
    });
  }
  if (all_taken.wait_for(patience) != std::future_status::ready) throw std::runtime_error("a loop does not answer");
  // One moment for all.
  state_->set(state_->now);
}

void VirtualTime::watch(Loop& loop) {
  State::seat(state_, loop);
}

void VirtualTime::rest() {
  state_->rest();
}

void VirtualTime::advance(Duration duration) {
  Time due = state_->rest();
  const Time end = rounded_up(state_->now + duration);
  while (state_->now < end) {
    state_->set(std::clamp(due, state_->now + Deadlines::tick, end));
    due = state_->rest();
  }
}

}  // namespace weft::io
