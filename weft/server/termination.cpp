#include <weft/server/termination.hpp>

#include <csignal>
#include <utility>

#include WEFT_ASIO_HEADER(io_context.hpp)
#include WEFT_ASIO_HEADER(signal_set.hpp)

namespace weft::server {

struct TerminationSignals::State {
  asio::signal_set signals;
  std::function<void()> next;
  std::function<void()> last;
};

TerminationSignals::TerminationSignals(io::Loop& loop, std::function<void()> on_first, std::function<void()> on_second)
    : state_(new State{asio::signal_set(loop.context(), SIGINT, SIGTERM), std::move(on_first), std::move(on_second)}) {
  wait(*state_);
}

TerminationSignals::~TerminationSignals() = default;

void TerminationSignals::wait(State& state) {
  state.signals.async_wait([&state](const io::AsioError& error, int) {
    if (error) return;
    std::exchange(state.next, state.last)();
    wait(state);
  });
}

}  // namespace weft::server
