#include <weft/client/shard.hpp>

#include <utility>

#include <weft/client/core.hpp>

namespace weft::client {

Shard::Shard(io::Loop& loop, ClientOptions options)
    : core_(std::make_shared<Core>(std::move(options), loop)), client_(core_) {}

Shard::~Shard() {
  core_->abandon();
}

}  // namespace weft::client
