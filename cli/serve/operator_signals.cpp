#include <cli/serve/operator_signals.hpp>

#include <pthread.h>

#include <cerrno>
#include <ctime>
#include <utility>

#include <cli/serve/upgrade.hpp>
#include <weft/io/output.hpp>
#include <weft/server/server.hpp>

namespace weft::cli {
namespace {

sigset_t operator_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGHUP, SIGUSR1, SIGUSR2}) sigaddset(&signals, signal);
  return signals;
}

}  // namespace

void hold_operator_signals() {
  const sigset_t signals = operator_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

OperatorSignals::OperatorSignals(Server& server, std::function<bool()> reload, Upgrade& upgrade)
    : server_(server), reload_(std::move(reload)), upgrade_(upgrade), thread_([this] { run(); }) {}

OperatorSignals::~OperatorSignals() {
  ending_ = true;
  // Any of them wakes the thread.
  pthread_kill(thread_.native_handle(), SIGUSR2);
  thread_.join();
}

void OperatorSignals::run() {
  const sigset_t signals = operator_signals();
  constexpr timespec a_second{1, 0};
  for (;;) {
    const int signal = sigtimedwait(&signals, nullptr, &a_second);
    if (ending_) return;
    if (signal > 0) obey(signal);
    if (signal < 0 && errno == EAGAIN) server_.refresh_certificates();
  }
}

// If something fails, the server has already said why.
void OperatorSignals::obey(int signal) {
  if (signal == SIGUSR2) return upgrade_.run([this] { return ending_ || server_.is_draining(); });
  const bool renewed = signal != SIGHUP || reload_();
  const bool reopened = server_.reopen_log();
  if (!renewed || !reopened) return;
  io::tell(signal == SIGHUP ? "weft: SIGHUP: configuration and certificates were read again, the log was opened anew"
                            : "weft: SIGUSR1: the log was opened anew");
}

}  // namespace weft::cli
