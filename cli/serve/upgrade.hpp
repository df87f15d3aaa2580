// SIGUSR2: a new process of this program takes the place of this one, and no connection is refused: it gets the sockets
// that listen, and only once it has said that it accepts does this one drain.
#pragma once

#include <atomic>
#include <functional>

#include <weft/io/service_manager.hpp>
#include <weft/io/successor.hpp>

namespace weft {
class Server;
}

namespace weft::cli {

class Upgrade {
 public:
  // Before the server starts: notes the path and the arguments of this program, whose file may be replaced later.
  Upgrade(Server& server, const io::ServiceManager& manager)
      : server_(server), manager_(manager), program_(io::Program::this_one()) {}

  // Returns once the new process accepts, or has failed and all is as before; `ending` says that nobody waits for it
  // any more. All that happens is told.
  void run(const std::function<bool()>& ending);
  // From any thread.
  bool has_handed_over() const { return has_handed_over_; }

 private:
  void take_place(const io::Successor& successor);

  Server& server_;
  const io::ServiceManager& manager_;
  const io::Program program_;
  std::atomic<bool> has_handed_over_ = false;
};

}  // namespace weft::cli
