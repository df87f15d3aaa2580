// A client without a thread of its own: all its requests run on a loop that is there already.
//
//   loop.kept(key) = std::make_shared<client::Shard>(loop, options);      // on the loop's thread
#pragma once

#include <memory>

#include <weft/client/client.hpp>
#include <weft/client/options.hpp>
#include <weft/io/loop.hpp>

namespace weft::client {

class Shard {
 public:
  // Throws as Client does.
  Shard(io::Loop& loop, ClientOptions options);
  // On the loop's thread, or behind its end. Requests that are under way are given up.
  ~Shard();
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;

  // For the loop's thread, as long as the shard is there.
  const Client& client() const { return client_; }

 private:
  const std::shared_ptr<Core> core_;
  const Client client_;
};

}  // namespace weft::client
