// Tells the manager of services that all loops run, twice in the time that it allows. A loop that is stuck silences it,
// and the manager ends the process.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include <weft/io/service_manager.hpp>

namespace weft {
class Server;
}

namespace weft::cli {

class Watchdog {
 public:
  // While the object lives, where the manager wants it.
  Watchdog(Server& server, const io::ServiceManager& manager);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  void run(Duration pause);

  Server& server_;
  const io::ServiceManager& manager_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace weft::cli
