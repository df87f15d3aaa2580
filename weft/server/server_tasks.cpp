// What a server does beside requests.
#include <memory>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <weft/io/deadline.hpp>
#include <weft/server/server_state.hpp>

namespace weft {
namespace {

template <class Work>
void call_reported(server::Diagnostics& diagnostics, Work work) {
  try {
    work();
  } catch (const std::exception& error) {
    diagnostics.report(fmt::format("work on a loop of the server failed: {}", error.what()));
  } catch (...) {
    diagnostics.report("work on a loop of the server failed: not a std::exception");
  }
}

// The loop keeps it.
class Periodic final : private io::Deadline {
 public:
  Periodic(io::Loop& loop, Duration period, const std::function<void()>& work, server::Diagnostics& diagnostics)
      : loop_(loop), period_(period), work_(work), diagnostics_(diagnostics) {
    loop_.deadlines().arm(*this, loop_.now() + period_);
  }

 private:
  void on_deadline(Time now) override {
    loop_.deadlines().arm(*this, now + period_);
    call_reported(diagnostics_, work_);
  }

  io::Loop& loop_;
  const Duration period_;
  const std::function<void()>& work_;
  server::Diagnostics& diagnostics_;
};

}  // namespace

void Server::every(Duration period, std::function<void()> work) {
  state_->before_start();
  if (period <= Duration::zero()) throw std::invalid_argument("the period of work is not positive");
  if (!work) throw std::invalid_argument("periodic work is empty: expected a function");
  state_->periodic.emplace_back(period, std::move(work));
}

void Server::on_drain(std::function<void()> told) {
  state_->before_start();
  if (!told) throw std::invalid_argument("on_drain() has no function");
  state_->at_drain.push_back(std::move(told));
}

void Server::post_to_loops(const std::function<void(io::Loop&)>& work) {
  if (!work) throw std::invalid_argument("work for loops is empty: expected a function");
  if (state_->workers.empty()) throw std::logic_error("the server has not been started: it has no loops yet");
  for (const auto& worker : state_->workers) {
    auto& loop = worker->loop();
    loop.post(
        [&loop, work, &diagnostics = state_->shared.diagnostics] { call_reported(diagnostics, [&] { work(loop); }); });
  }
}

void Server::State::begin_tasks() {
  auto& loop = workers.front()->loop();
  for (const auto& each : periodic) {
    loop.post([this, &loop, &each] {
      loop.kept(&each) = std::make_shared<Periodic>(loop, each.first, each.second, shared.diagnostics);
    });
  }
}

void Server::State::tell_of_drain() {
  if (at_drain.empty() || workers.empty()) return;
  workers.front()->loop().post([this] {
    for (const auto& told : at_drain) call_reported(shared.diagnostics, told);
  });
}

}  // namespace weft
