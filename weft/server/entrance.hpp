// The way into a server for requests of its own process: a pair of sockets, one end of which a worker takes. Both
// versions of HTTP are spoken there, on cleartext.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include <weft/io/entrance.hpp>
#include <weft/server/worker.hpp>

namespace weft::server {

class Entrance final : public io::Entrance {
 public:
  // The workers are there, and run soon, until close().
  void open(const std::vector<std::unique_ptr<Worker>>& workers);
  // Nobody is let in any more. Comes before the workers are told to end, so that none is let in behind that.
  void close();

  Result<std::unique_ptr<io::Channel>, io::Reason> connect(io::Loop& loop) override { return connect(loop, 0); }
  // By an endpoint: GroupPlan::endpoint.
  Result<std::unique_ptr<io::Channel>, io::Reason> connect(io::Loop& loop, std::uint8_t endpoint);

 private:
  std::mutex mutex_;
  // Null while closed.
  const std::vector<std::unique_ptr<Worker>>* workers_ = nullptr;
  std::size_t next_ = 0;
};

// The way in by one endpoint.
std::shared_ptr<io::Entrance> entrance_by(std::shared_ptr<Entrance> entrance, std::uint8_t endpoint);

}  // namespace weft::server
