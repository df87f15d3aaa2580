#include <cli/load/run.hpp>

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include <cli/load/call_log.hpp>
#include <cli/load/load_thread.hpp>
#include <cli/load/process_cpu.hpp>

namespace weft::cli::load {

namespace {

// The threads meet here: a Meeting counts how many have come how far.
class Meeting final : public LoadThreadEvents {
 public:
  explicit Meeting(const RunOptions& options) : options_(options) {}

  void on_settled(std::size_t usable) override {
    const std::lock_guard lock(mutex_);
    ++settled_;
    usable_ += usable;
    changed_.notify_one();
  }
  void on_measuring() override {
    const std::lock_guard lock(mutex_);
    if (!cpu_before_ && options_.server) cpu_before_ = cpu_of_process(*options_.server);
  }
  void on_finished() override {
    const std::lock_guard lock(mutex_);
    if (options_.server) cpu_after_ = cpu_of_process(*options_.server);
    ++finished_;
    changed_.notify_one();
  }

  bool wait_settled(std::size_t threads, Duration most) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, most, [&] { return settled_ == threads; });
  }
  // How many connections are usable, once all have settled.
  std::size_t usable() const { return usable_; }
  bool wait_finished(std::size_t threads, Duration most) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, most, [&] { return finished_ == threads; });
  }
  // Once all have finished.
  std::optional<Duration> server_cpu() const {
    if (!cpu_before_ || !cpu_after_) return std::nullopt;
    return *cpu_after_ - *cpu_before_;
  }

 private:
  const RunOptions& options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t settled_ = 0;
  std::size_t usable_ = 0;
  std::size_t finished_ = 0;
  std::optional<Duration> cpu_before_;
  std::optional<Duration> cpu_after_;
};

// The part of `whole` that falls to one of `parts`: they differ by at most one.
std::uint64_t share(std::uint64_t whole, std::size_t parts, std::size_t part) {
  return whole / parts + (part < whole % parts ? 1 : 0);
}

// Threads that connect at once, and end with this object.
class Team {
 public:
  Team(const Plan& plan, Meeting& meeting) : plan_(plan) {
    if (!plan.log.empty()) log_ = std::make_unique<CallLogFile>(plan.log);
    for (std::size_t i = 0; i < plan.threads; ++i) {
      load_threads_.push_back(
          std::make_unique<LoadThread>(plan, share(plan.connections, plan.threads, i), meeting, log_.get()));
    }
    for (const auto& thread : load_threads_) threads_.emplace_back([&load = *thread] { load.run(); });
  }
  ~Team() { stop(); }

  // When the measurement begins.
  Time start() {
    Timetable timetable;
    timetable.begin = std::chrono::steady_clock::now();
    timetable.measured = timetable.begin + plan_.warm_up;
    if (plan_.duration) timetable.end = timetable.measured + *plan_.duration;
    timetable.rate = plan_.rate;
    timetable.turns = load_threads_.size();
    for (std::size_t i = 0; i < load_threads_.size(); ++i) {
      if (plan_.count) timetable.count = share(*plan_.count, load_threads_.size(), i);
      timetable.turn = i;
      load_threads_[i]->start(timetable);
    }
    return timetable.measured;
  }

  Progress progress(Time measured) const {
    Progress progress;
    progress.elapsed = std::chrono::steady_clock::now() - measured;
    for (const auto& thread : load_threads_) {
      progress.answered += thread->answered();
      progress.failed += thread->failed();
    }
    return progress;
  }

  void interrupt() {
    for (const auto& thread : load_threads_) thread->interrupt();
  }
  void stop() {
    for (const auto& thread : load_threads_) thread->stop();
    join();
  }
  void join() {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  // After figures(). Throws std::runtime_error where the log is not whole.
  void close_log() {
    load_threads_.clear();
    if (log_) log_->close();
  }

  // After join().
  Figures figures() const {
    Figures figures;
    for (const auto& thread : load_threads_) {
      figures.tally.add(thread->tally());
      figures.own_cpu += thread->cpu();
      figures.connected += thread->connected();
      if (figures.spoken.empty()) figures.spoken = thread->spoken();
    }
    return figures;
  }

 private:
  const Plan& plan_;
  std::unique_ptr<CallLogFile> log_;
  std::vector<std::unique_ptr<LoadThread>> load_threads_;
  std::vector<std::thread> threads_;
};

// Between two looks at signals.
constexpr Duration look = std::chrono::milliseconds(50);

// False: a signal came first.
bool await_connections(const Plan& plan, const RunOptions& options, Meeting& meeting) {
  while (!meeting.wait_settled(plan.threads, look)) {
    if (options.interrupted() != 0) return false;
  }
  return true;
}

// The signal that ended it early, or 0.
int await_end(const Plan& plan, const RunOptions& options, Meeting& meeting, Team& team, Time measured) {
  int signal = 0;
  Time shown = std::chrono::steady_clock::now();
  while (!meeting.wait_finished(plan.threads, look)) {
    if (signal == 0 && (signal = options.interrupted()) != 0) team.interrupt();
    const Time now = std::chrono::steady_clock::now();
    if (!options.on_progress || now - shown < options.progress_interval) continue;
    shown = now;
    options.on_progress(team.progress(measured));
  }
  return signal;
}

// The time that was asked for, or that a number of requests at a rate takes; 0 for a number of requests without a rate.
Duration time_asked_for(const Plan& plan) {
  if (plan.duration) return *plan.duration;
  if (plan.rate <= 0) return {};
  return Duration(static_cast<Duration::rep>(static_cast<double>(plan.count.value_or(0)) * 1e9 / plan.rate));
}

// The rate is the number of answers divided by this time.
Duration time_taken(const Plan& plan, const Figures& figures, Time measured, Time end) {
  const Duration asked = time_asked_for(plan);
  if (figures.interrupted != 0) {
    const Duration until = std::max(Duration(), end - measured);
    return asked == Duration() ? until : std::min(asked, until);
  }
  // If the last request was sent late, the server did not keep up with the rate.
  if (plan.rate > 0) return std::max(asked, figures.tally.last_begun - measured);
  return asked == Duration() ? std::max(Duration(), figures.tally.last - measured) : asked;
}

double per_second(std::uint64_t count, Duration elapsed) {
  return elapsed <= Duration() ? 0 : static_cast<double>(count) * 1e9 / static_cast<double>(elapsed.count());
}

double microseconds_each(Duration sum, std::uint64_t count) {
  return count == 0 ? 0 : static_cast<double>(sum.count()) / 1e3 / static_cast<double>(count);
}

}  // namespace

double Figures::requests_per_second() const {
  return per_second(tally.in_time, elapsed);
}

double Figures::own_microseconds() const {
  return microseconds_each(own_cpu, tally.transfers.responses);
}

std::optional<double> Figures::server_microseconds() const {
  if (!server_cpu) return std::nullopt;
  return microseconds_each(*server_cpu, tally.transfers.responses);
}

Figures run(const Plan& plan, const RunOptions& options) {
  Meeting meeting(options);
  Team team(plan, meeting);
  if (!await_connections(plan, options, meeting)) {
    team.stop();
    Figures figures = team.figures();
    figures.interrupted = options.interrupted();
    return figures;
  }
  if (meeting.usable() == 0) {
    team.stop();
    Figures figures = team.figures();
    const std::string reason = figures.tally.errors.begin()->first;
    throw NoConnection(fmt::format("{}: {}", plan.target.origin(), reason), std::move(figures));
  }
  const Time measured = team.start();
  const int interrupted = await_end(plan, options, meeting, team, measured);
  const Time end = std::chrono::steady_clock::now();
  team.join();
  Figures figures = team.figures();
  figures.interrupted = interrupted;
  figures.elapsed = time_taken(plan, figures, measured, end);
  figures.server_cpu = meeting.server_cpu();
  team.close_log();
  return figures;
}

}  // namespace weft::cli::load
