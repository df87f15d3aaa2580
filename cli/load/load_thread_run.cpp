#include <algorithm>
#include <ctime>
#include <utility>

#include <cli/load/load_thread.hpp>

#include <cli/load/reason.hpp>

namespace weft::cli::load {

namespace {

// A deadline that is due together with the last request's must not overtake it.
constexpr Duration grace = 2 * io::Deadlines::tick;

// Without a connection.
constexpr Duration longest_after_the_end = std::chrono::seconds(1);

Duration thread_cpu() {
  timespec spent{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return std::chrono::seconds(spent.tv_sec) + Duration(spent.tv_nsec);
}

}  // namespace

void LoadThread::start(const Timetable& timetable) {
  loop_.post([this, timetable] { begin(timetable); });
}

void LoadThread::interrupt() {
  loop_.post([this] {
    share_.interrupted = true;
    finish();
  });
}

void LoadThread::begin(const Timetable& timetable) {
  started_ = true;
  timetable_ = timetable;
  share_.pace = Pace(timetable);
  share_.tally.from = timetable.measured;
  if (!share_.pace.open_loop()) share_.tally.until = timetable.end;
  const Time now = std::chrono::steady_clock::now();
  of_use_ = now;
  on_deadline(now);
  if (finished_) return;
  if (timetable.measured > now) {
    spawn(warm_up());
  } else {
    begin_measuring();
  }
  for (const auto& lane : lanes_) lane->seek();
  if (share_.pace.open_loop()) {
    spawn(keep_pace());
  } else {
    wake_all();
  }
  finish_if_done();
}

// Every half second, and at the end.
void LoadThread::on_deadline(Time now) {
  answered_.store(share_.tally.latency.count(), std::memory_order_relaxed);
  failed_.store(share_.tally.failures, std::memory_order_relaxed);
  share_.expire(now, plan_.timeout);
  const bool late = timetable_.end != never && now - timetable_.end >= plan_.timeout + grace;
  if (late || is_hopeless(now)) return finish();
  finish_if_done();
  if (finished_) return;
  const Time next = now + std::chrono::milliseconds(500);
  loop_.deadlines().arm(*this, now < timetable_.end ? std::min(next, timetable_.end) : next);
}

// Requests that are left of a number, or were due before the end, are given up when no connection takes any.
bool LoadThread::is_hopeless(Time now) {
  if (std::any_of(lanes_.begin(), lanes_.end(), [](const auto& lane) { return lane->of_use(); })) of_use_ = now;
  if (timetable_.end == never) return now - of_use_ >= plan_.timeout;
  return now >= timetable_.end && now - of_use_ >= std::min(plan_.timeout, longest_after_the_end);
}

io::Task<> LoadThread::warm_up() {
  co_await io::sleep(loop_, timetable_.measured - std::chrono::steady_clock::now());
  if (!measuring_) begin_measuring();
}

void LoadThread::begin_measuring() {
  measuring_ = true;
  share_.tally.transfers = {};
  cpu_ = thread_cpu();
  events_.on_measuring();
}

void LoadThread::wake_all() {
  for (const auto& lane : lanes_) lane->wake(Lane::any);
}

void LoadThread::on_returned() {
  loop_.later(*this);
}

// Requests that wait to be sent again go where there is room, now or when their time has come.
void LoadThread::on_later() {
  if (finished_) return;
  for (const auto& lane : lanes_) lane->seek();
  hand_out(std::chrono::steady_clock::now());
  loop_.deadlines().arm(retry_, share_.resends.next());
}

// Sleeps until the next request is due.
io::Task<> LoadThread::keep_pace() {
  // The answer that makes room takes along a request that is due and found none; this is for requests it misses.
  constexpr Duration while_full = std::chrono::milliseconds(1);
  while (!finished_) {
    const Time now = std::chrono::steady_clock::now();
    hand_out(now);
    const Time due = share_.pace.next_due();
    if (due == never) break;
    co_await io::sleep(loop_, due > now ? due - now : while_full);
  }
}

std::uint64_t LoadThread::waiting(Time now) const {
  const std::uint64_t again = share_.resends.ready(now);
  if (!share_.pace.open_loop()) return again;
  return again + share_.pace.waiting(now, lanes_.size() * plan_.h2.streams);
}

// Requests that are due go to the connections in turn, one to each.
void LoadThread::hand_out(Time now) {
  std::uint64_t due = waiting(now);
  for (std::size_t without_room = 0; due > 0 && without_room < lanes_.size();) {
    Lane& lane = *lanes_[next_lane_];
    next_lane_ = (next_lane_ + 1) % lanes_.size();
    if (!lane.has_room()) {
      ++without_room;
      continue;
    }
    without_room = 0;
    lane.wake(1);
    --due;
  }
}

void LoadThread::finish_if_done() {
  if (!started_ || share_.tally.under_way > 0 || !share_.exhausted(std::chrono::steady_clock::now())) return;
  finish();
}

void LoadThread::finish() {
  if (!started_ || std::exchange(finished_, true)) return;
  if (!measuring_) begin_measuring();
  const Time now = std::chrono::steady_clock::now();
  // An interrupted run owes what was due by then.
  if (!share_.interrupted)
    share_.tally.unsent = share_.pace.unsent(now);
  else if (share_.pace.open_loop())
    share_.tally.unsent = share_.pace.waiting(now);
  for (const Call& call : share_.resends.take_all()) share_.failed(call, to_string(Reason::unfinished), now);
  for (const auto& lane : lanes_) lane->finish();
  cpu_ = thread_cpu() - cpu_;
  events_.on_finished();
  loop_.stop();
}

}  // namespace weft::cli::load
