#include <weft/server/upstream/upstream.hpp>

#include <utility>

#include <weft/client/pool/trust.hpp>
#include <weft/client/shard.hpp>

namespace weft {

namespace {

// The client of one loop, and the options whose address is its key.
struct Kept {
  Kept(io::Loop& loop, std::shared_ptr<const ClientOptions> its_options)
      : options(std::move(its_options)), shard(loop, *options) {}

  const std::shared_ptr<const ClientOptions> options;
  const client::Shard shard;
};

}  // namespace

Upstream::Upstream(ClientOptions options) : options_(std::make_shared<const ClientOptions>(std::move(options))) {
  // Certificates that cannot be read are told now, and not by the first handler.
  const client::Trust trust(*options_);
  client::check_push_limits(options_->push_limits);
}

Client Upstream::in(Context& c) const {
  io::Loop& loop = c.loop();
  std::shared_ptr<void>& kept = loop.kept(options_.get());
  if (!kept) kept = std::make_shared<Kept>(loop, options_);
  return static_cast<const Kept*>(kept.get())->shard.client();
}

}  // namespace weft
