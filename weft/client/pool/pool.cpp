#include <weft/client/pool/pool.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <weft/http/text.hpp>

namespace weft::client {

namespace {

std::shared_ptr<const io::TlsContext> context_offering(std::vector<std::string> alpn, const ClientOptions& options) {
  io::TlsClientOptions tls;
  tls.alpn = std::move(alpn);
  tls.verify = options.insecure ? io::VerifyPeer::no : io::VerifyPeer::yes;
  tls.trusted_file = options.trusted_file;
  return io::TlsContext::client(tls);
}

std::string key_of(const http::Url& url) {
  std::string host = url.host;
  std::transform(host.begin(), host.end(), host.begin(), http::to_lower);
  return fmt::format("{} {} {}", http::to_string(url.scheme), host, url.port);
}

}  // namespace

Pool::Pool(io::Loop& loop, const ClientOptions& options)
    : loop_(loop),
      options_(options),
      connections_(loop, options.connection),
      // RFC 9113 3.2: the preferred protocol first.
      tls_{context_offering({"h2", "http/1.1"}, options), context_offering({"h2"}, options),
           context_offering({"http/1.1"}, options)} {}

// A crawler asks millions of origins, each once.
void Pool::forget_idle() {
  std::erase_if(origins_, [](const auto& each) { return each.second->idle(); });
  too_many_ = std::max<std::size_t>(64, 2 * origins_.size());
}

void Pool::add(Transfer& transfer) {
  if (origins_.size() >= too_many_) forget_idle();
  auto& origin = origins_[key_of(transfer.request().url)];
  if (!origin) {
    origin = std::make_unique<OriginPool>(transfer.request().url, PoolParts{loop_, options_, connections_, tls_});
  }
  origin->add(transfer);
}

void Pool::close(std::function<void()> closed) {
  for (const auto& [key, origin] : origins_) origin->close();
  connections_.drain(std::move(closed));
}

}  // namespace weft::client
