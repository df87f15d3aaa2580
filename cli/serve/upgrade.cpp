#include <cli/serve/upgrade.hpp>

#include <chrono>
#include <exception>
#include <string>

#include <fmt/format.h>
#include <weft/io/output.hpp>
#include <weft/server/server.hpp>

namespace weft::cli {
namespace {

// Certificates and sites are read meanwhile.
constexpr Duration patience = std::chrono::seconds(60);
constexpr Duration a_look = std::chrono::milliseconds(100);

using State = io::Successor::State;

State await(io::Successor& successor, const std::function<bool()>& ending) {
  const auto end = std::chrono::steady_clock::now() + patience;
  State state = State::starting;
  while (state == State::starting && !ending() && std::chrono::steady_clock::now() < end) {
    state = successor.wait(a_look);
  }
  return state;
}

void tell_failure(const std::string& why) {
  io::tell(fmt::format("weft: SIGUSR2: the new process has failed: {}; this one stays", why));
}

}  // namespace

void Upgrade::run(const std::function<bool()>& ending) {
  if (ending()) return io::tell("weft: SIGUSR2: this process is ending; no other takes its place");
  try {
    auto successor = io::Successor::start(program_, server_.share_sockets());
    const State state = await(successor, ending);
    if (state == State::ready && !ending()) return take_place(successor);
    const std::string how = successor.end();
    tell_failure(state == State::failed ? how : ending() ? "this one is ending" : "it was not ready within a minute");
  } catch (const std::exception& error) {
    tell_failure(error.what());
  }
}

// systemd takes the word of the main process alone, by default: it names the new one before it ends.
void Upgrade::take_place(const io::Successor& successor) {
  io::tell(fmt::format("weft: SIGUSR2: process {} accepts from now on; this one ends with its last response",
                       successor.process()));
  has_handed_over_ = true;
  manager_.tell(fmt::format("MAINPID={}", successor.process()));
  server_.hand_over();
}

}  // namespace weft::cli
