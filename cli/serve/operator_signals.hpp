// SIGHUP reads certificates again and opens the log anew, SIGUSR1 opens the log anew, SIGUSR2 does nothing. None of
// them ever ends the tool.
//
//   hold_operator_signals();                          // before any thread is made
//   const OperatorSignals signals(server);            // until its end; what came meanwhile is done now
#pragma once

#include <atomic>
#include <csignal>
#include <thread>

namespace weft {
class Server;
}

namespace weft::cli {

// From now on these signals wait, in this thread and in all threads that it makes.
void hold_operator_signals();

class OperatorSignals {
 public:
  explicit OperatorSignals(Server& server);
  ~OperatorSignals();
  OperatorSignals(const OperatorSignals&) = delete;
  OperatorSignals& operator=(const OperatorSignals&) = delete;

 private:
  void run();
  void obey(int signal);

  Server& server_;
  std::atomic<bool> ending_ = false;
  // This thread reads files, so that no connection waits for a disk.
  std::thread thread_;
};

}  // namespace weft::cli
