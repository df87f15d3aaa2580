// SIGHUP reads configuration and certificates again and opens the log anew, SIGUSR1 opens the log anew, SIGUSR2 starts
// a process that takes the place of this one. Once a second the files of certificates are looked at, too.
//
//   hold_operator_signals();                                   // before any thread is made
//   const OperatorSignals signals(server, reload, upgrade);    // until its end; what came meanwhile is done now
#pragma once

#include <atomic>
#include <csignal>
#include <functional>
#include <thread>

namespace weft {
class Server;
}

namespace weft::cli {

class Upgrade;

// From now on these signals wait, in this thread and in all threads that it makes.
void hold_operator_signals();

class OperatorSignals {
 public:
  // `reload` reads again what SIGHUP asks for. False: it has said why it could not.
  OperatorSignals(Server& server, std::function<bool()> reload, Upgrade& upgrade);
  ~OperatorSignals();
  OperatorSignals(const OperatorSignals&) = delete;
  OperatorSignals& operator=(const OperatorSignals&) = delete;

 private:
  void run();
  void obey(int signal);

  Server& server_;
  std::function<bool()> reload_;
  Upgrade& upgrade_;
  std::atomic<bool> ending_ = false;
  // This thread reads files, so that no connection waits for a disk.
  std::thread thread_;
};

}  // namespace weft::cli
