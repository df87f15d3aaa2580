#include <cli/load/run.hpp>

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include <cli/load/process_cpu.hpp>
#include <cli/load/worker.hpp>

namespace weft::cli::load {

namespace {

// Where the workers meet: how many have come how far.
class Meeting final : public WorkerEvents {
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

  // How many connections are usable.
  std::size_t wait_settled(std::size_t workers) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return settled_ == workers; });
    return usable_;
  }
  bool wait_finished(std::size_t workers, Duration most) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, most, [&] { return finished_ == workers; });
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

// Threads that end with this object.
class Team {
 public:
  Team(const Plan& plan, Meeting& meeting) : plan_(plan) {
    for (std::size_t i = 0; i < plan.threads; ++i) {
      workers_.push_back(std::make_unique<Worker>(plan, share(plan.connections, plan.threads, i), meeting));
    }
    for (const auto& worker : workers_) threads_.emplace_back([&worker = *worker] { worker.run(); });
    usable_ = meeting.wait_settled(workers_.size());
  }
  ~Team() { join(); }

  // Connections, before start().
  std::size_t usable() const { return usable_; }

  Time start() {
    Schedule schedule;
    schedule.begin = std::chrono::steady_clock::now();
    schedule.measured = schedule.begin + plan_.warm_up;
    if (plan_.duration) schedule.end = schedule.measured + *plan_.duration;
    schedule.rate = plan_.rate;
    schedule.turns = workers_.size();
    for (std::size_t i = 0; i < workers_.size(); ++i) {
      if (plan_.count) schedule.count = share(*plan_.count, workers_.size(), i);
      schedule.turn = i;
      workers_[i]->start(schedule);
    }
    return schedule.measured;
  }

  Progress progress(Time measured) const {
    Progress progress;
    progress.elapsed = std::chrono::steady_clock::now() - measured;
    for (const auto& worker : workers_) {
      progress.answered += worker->answered();
      progress.failed += worker->failed();
    }
    return progress;
  }

  void join() {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }
  void stop() {
    for (const auto& worker : workers_) worker->stop();
  }

  // After join().
  Figures figures() const {
    Figures figures;
    for (const auto& worker : workers_) {
      figures.tally.add(worker->tally());
      figures.own_cpu += worker->cpu();
      figures.connected += worker->alive();
      if (figures.spoken.empty()) figures.spoken = worker->spoken();
    }
    return figures;
  }

 private:
  const Plan& plan_;
  std::size_t usable_ = 0;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
};

double per_second(std::uint64_t count, Duration elapsed) {
  return elapsed <= Duration() ? 0 : static_cast<double>(count) * 1e9 / static_cast<double>(elapsed.count());
}

double microseconds_each(Duration sum, std::uint64_t count) {
  return count == 0 ? 0 : static_cast<double>(sum.count()) / 1e3 / static_cast<double>(count);
}

}  // namespace

double Figures::requests_per_second() const {
  return per_second(tally.latency.count(), elapsed);
}

double Figures::own_microseconds() const {
  return microseconds_each(own_cpu, tally.traffic.responses);
}

std::optional<double> Figures::server_microseconds() const {
  if (!server_cpu) return std::nullopt;
  return microseconds_each(*server_cpu, tally.traffic.responses);
}

Figures run(const Plan& plan, const RunOptions& options) {
  Meeting meeting(options);
  Team team(plan, meeting);
  if (team.usable() == 0) {
    team.stop();
    team.join();
    const auto& errors = team.figures().tally.errors;
    throw std::runtime_error(fmt::format("{}: {}", plan.target.origin(), errors.begin()->first));
  }
  const Time measured = team.start();
  while (!meeting.wait_finished(plan.threads, std::chrono::seconds(1))) {
    if (options.on_progress) options.on_progress(team.progress(measured));
  }
  team.join();
  Figures figures = team.figures();
  figures.elapsed = std::max(Duration(), figures.tally.last - measured);
  figures.server_cpu = meeting.server_cpu();
  return figures;
}

}  // namespace weft::cli::load
