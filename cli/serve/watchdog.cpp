#include <cli/serve/watchdog.hpp>

#include <weft/server/server.hpp>

namespace weft::cli {

Watchdog::Watchdog(Server& server, const io::ServiceManager& manager) : server_(server), manager_(manager) {
  if (const auto time = manager.watchdog()) thread_ = std::thread([this, pause = *time / 2] { run(pause); });
}

Watchdog::~Watchdog() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Watchdog::run(Duration pause) {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    if (server_.is_alive()) manager_.tell("WATCHDOG=1");
    wake_.wait_for(lock, pause, [this] { return ending_; });
  }
}

}  // namespace weft::cli
