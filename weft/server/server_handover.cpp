// Sockets that listen come from another process, and go to another one.
#include <algorithm>
#include <chrono>
#include <future>
#include <mutex>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <weft/server/server_state.hpp>

namespace weft {
namespace {

constexpr auto patience = std::chrono::seconds(10);

// A loop that has ended never answers.
std::vector<io::ListenSet> answer_of(std::future<std::vector<io::ListenSet>>& answer, const Server& server) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (answer.wait_for(std::chrono::milliseconds(10)) != std::future_status::ready) {
    if (server.is_draining()) throw std::runtime_error("the server is ending");
    if (std::chrono::steady_clock::now() >= end) throw std::runtime_error("a loop does not answer");
  }
  return answer.get();
}

void append(std::vector<io::Listening>& all, io::ListenSet set) {
  for (io::Listening& each : set) {
    if (!each.descriptor.valid()) throw std::runtime_error("there is no descriptor left");
    all.push_back(std::move(each));
  }
}

}  // namespace

void Server::inherit(io::InheritedSockets sockets) {
  state_->before_start();
  state_->inherited = std::move(sockets);
}

// Those that say their port choose first.
std::vector<std::vector<io::Listening>> Server::State::find_inherited() {
  std::vector<std::vector<io::Listening>> found(planned.size());
  const auto look = [&](bool is_any_port) {
    for (std::size_t i = 0; i < planned.size(); ++i) {
      const auto& url = planned[i].url;
      const bool is_path = url.transport == server::EndpointUrl::Transport::unix_socket;
      if ((!is_path && url.port == 0) != is_any_port) continue;
      found[i] = is_path ? inherited.take_path(url.host) : inherited.take(url.host, url.port);
    }
  };
  look(false);
  look(true);
  // The control endpoint has its own, and tells of the rest.
  if (control) control->inherit(std::exchange(inherited, {}));
  for (const std::string& rest : inherited.close_rest()) {
    shared.diagnostics.report(fmt::format("{}, was inherited for no endpoint and is closed", rest));
  }
  return found;
}

// In the order of endpoints: those with port 0 find theirs again by it.
std::vector<io::Listening> Server::share_sockets() {
  std::vector<std::future<std::vector<io::ListenSet>>> answers;
  for (const auto& worker : state_->workers) answers.push_back(worker->share_sockets());
  std::vector<std::vector<io::ListenSet>> of_workers;
  for (auto& answer : answers) of_workers.push_back(answer_of(answer, *this));
  auto of_control = state_->control ? state_->control->share_sockets() : std::vector<io::Listening>();
  std::vector<io::Listening> all;
  const std::lock_guard lock(state_->changing);
  for (std::size_t port = 0; port < state_->planned.size(); ++port) {
    for (auto& of_worker : of_workers) append(all, std::move(of_worker.at(port)));
  }
  append(all, std::move(of_control));
  return all;
}

void Server::hand_over() {
  state_->end(server::ServerPhase::draining);
  for (const auto& worker : state_->workers) worker->hand_over();
  if (state_->control) state_->control->hand_over();
}

bool Server::is_alive() {
  // Each of them is asked.
  return std::ranges::count_if(state_->workers, [](const auto& each) { return !each->is_alive(); }) == 0;
}

}  // namespace weft
