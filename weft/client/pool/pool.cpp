#include <weft/client/pool/pool.hpp>

#include <utility>

namespace weft::client {

namespace {

// So many origins are not forgotten although they are idle.
constexpr std::size_t most_remembered = 4096;

// A name says nothing of connections that lead elsewhere, and without certificates nothing tells whose a server is.
bool may_coalesce(const ClientOptions& options) {
  const bool goes_by_names = options.unix_socket.empty() && options.transport.is_network();
  return options.coalesce_origins && goes_by_names && !options.insecure;
}

}  // namespace

Pool::Pool(io::Loop& loop, const ClientOptions& options)
    : loop_(loop),
      options_(options),
      connections_(loop, options.connection),
      trust_(options),
      proxies_({loop, options_, connections_, trust_}) {
  if (may_coalesce(options)) coalescing_.emplace(loop);
  if (options.push) pushes_.emplace(loop, options, connections_);
  if (const Answer* answer = options.transport.answer()) answers_.emplace(loop, *answer);
}

// A crawler asks millions of origins, each once. An origin that wants something special is remembered longer.
void Pool::forget_idle(Origins& origins) {
  const Time now = loop_.now();
  const bool forgets_all = origins.size() >= most_remembered;
  std::erase_if(origins,
                [&](const auto& each) { return each->idle() && (forgets_all || !each->knows_something(now)); });
}

// An origin that has asked for Negotiate once is asked there at once.
Pool::Origins& Pool::origins_for(const Transfer& transfer) {
  const Request& request = transfer.request();
  const bool may = request.negotiate != nullptr && transfer.protocols().http1;
  return may && (transfer.negotiates() || negotiating_.contains(request.url)) ? negotiating_ : origins_;
}

OriginPool& Pool::add_origin(Origins& origins, const http::Url& url) {
  const PoolParts parts{.loop = loop_,
                        .options = options_,
                        .connections = connections_,
                        .trust = trust_,
                        .proxies = proxies_,
                        .pushes = pushes_ ? &*pushes_ : nullptr,
                        .coalescing = coalescing_ ? &*coalescing_ : nullptr};
  OriginPool& added = **origins.insert(std::make_unique<OriginPool>(url, parts, &origins == &negotiating_)).first;
  const auto known = origins_.find(url);
  if (known != origins_.end() && (*known)->is_http11_required()) added.http11_required();
  return added;
}

void Pool::add(Transfer& transfer) {
  if (answers_) return answers_->add(transfer);
  if (origins_.size() + negotiating_.size() >= too_many_) {
    forget_idle(origins_);
    forget_idle(negotiating_);
    too_many_ = std::max<std::size_t>(64, 2 * (origins_.size() + negotiating_.size()));
  }
  const http::Url& url = transfer.request().url;
  Origins& origins = origins_for(transfer);
  const auto known = origins.find(url);
  (known != origins.end() ? **known : add_origin(origins, url)).add(transfer);
}

void Pool::limit_pushes(const PushLimits& limits) {
  if (pushes_) pushes_->limit(limits);
}

void Pool::close(std::function<void()> closed) {
  if (pushes_) pushes_->close();
  for (const Origins* origins : {&origins_, &negotiating_}) {
    for (const auto& origin : *origins) origin->close();
  }
  proxies_.close();
  connections_.drain(std::move(closed));
}

}  // namespace weft::client
