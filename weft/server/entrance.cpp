#include <weft/server/entrance.hpp>

#include <utility>

#include <weft/io/socket_channel.hpp>
#include <weft/io/socket_pair.hpp>

namespace weft::server {
namespace {

class EndpointEntrance final : public io::Entrance {
 public:
  EndpointEntrance(std::shared_ptr<server::Entrance> entrance, std::uint8_t endpoint)
      : entrance_(std::move(entrance)), endpoint_(endpoint) {}

  Result<std::unique_ptr<io::Channel>, io::Reason> connect(io::Loop& loop) override {
    return entrance_->connect(loop, endpoint_);
  }

 private:
  const std::shared_ptr<server::Entrance> entrance_;
  const std::uint8_t endpoint_;
};

}  // namespace

void Entrance::open(const std::vector<std::unique_ptr<Worker>>& workers) {
  const std::lock_guard lock(mutex_);
  workers_ = &workers;
}

void Entrance::close() {
  const std::lock_guard lock(mutex_);
  workers_ = nullptr;
}

Result<std::unique_ptr<io::Channel>, io::Reason> Entrance::connect(io::Loop& loop, std::uint8_t endpoint) {
  auto pair = io::make_socket_pair();
  if (!pair) return fail(pair.error());
  const std::lock_guard lock(mutex_);
  if (workers_ == nullptr) return fail(io::Reason::connection_refused);
  (*workers_)[next_++ % workers_->size()]->let_in(std::move(pair->far), endpoint);
  return std::make_unique<io::SocketChannel>(loop,
                                             io::Connected{std::move(pair->near), Worker::inside(), Worker::inside()});
}

std::shared_ptr<io::Entrance> entrance_by(std::shared_ptr<Entrance> entrance, std::uint8_t endpoint) {
  return std::make_shared<EndpointEntrance>(std::move(entrance), endpoint);
}

}  // namespace weft::server
