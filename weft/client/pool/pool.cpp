#include <weft/client/pool/pool.hpp>

#include <utility>

namespace weft::client {

namespace {

// So many origins are not forgotten although they are idle.
constexpr std::size_t most_remembered = 4096;

}  // namespace

Pool::Pool(io::Loop& loop, const ClientOptions& options)
    : loop_(loop), options_(options), connections_(loop, options.connection), trust_(options) {
  if (options.push) pushes_.emplace(loop, options, connections_);
  if (const Answer* answer = options.transport.answer()) answers_.emplace(loop, *answer);
}

// A crawler asks millions of origins, each once. An origin that wants something special is remembered longer.
void Pool::forget_idle() {
  const Time now = loop_.now();
  const bool forgets_all = origins_.size() >= most_remembered;
  std::erase_if(origins_,
                [&](const auto& each) { return each->idle() && (forgets_all || !each->knows_something(now)); });
  too_many_ = std::max<std::size_t>(64, 2 * origins_.size());
}

void Pool::add(Transfer& transfer) {
  if (answers_) return answers_->add(transfer);
  if (origins_.size() >= too_many_) forget_idle();
  const http::Url& url = transfer.request().url;
  auto origin = origins_.find(url);
  if (origin == origins_.end()) {
    const PoolParts parts{loop_, options_, connections_, trust_, pushes_ ? &*pushes_ : nullptr};
    origin = origins_.insert(std::make_unique<OriginPool>(url, parts)).first;
  }
  (*origin)->add(transfer);
}

void Pool::limit_pushes(const PushLimits& limits) {
  if (pushes_) pushes_->limit(limits);
}

void Pool::close(std::function<void()> closed) {
  if (pushes_) pushes_->close();
  for (const auto& origin : origins_) origin->close();
  connections_.drain(std::move(closed));
}

}  // namespace weft::client
