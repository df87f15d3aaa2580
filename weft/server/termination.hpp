// SIGINT and SIGTERM: the first asks for a graceful end, the second for the end.
#pragma once

#include <functional>
#include <memory>

#include <weft/io/loop.hpp>

namespace weft::server {

class TerminationSignals {
 public:
  // Before the loop runs; called back on its thread.
  TerminationSignals(io::Loop& loop, std::function<void()> on_first, std::function<void()> on_second);
  // After the loop has run: the signals have their usual meaning again.
  ~TerminationSignals();

 private:
  struct State;

  static void wait(State& state);

  std::unique_ptr<State> state_;
};

}  // namespace weft::server
