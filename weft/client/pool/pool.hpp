// The connections of one loop to all origins.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>

#include <weft/client/options.hpp>
#include <weft/client/pool/coalescing.hpp>
#include <weft/client/pool/origin_pool.hpp>
#include <weft/client/proxy/secure_proxy.hpp>
#include <weft/client/push/pushes.hpp>
#include <weft/client/transfer.hpp>
#include <weft/client/transport/answers.hpp>

namespace weft::client {

class Pool {
 public:
  // Throws io::TlsError where a file of certificates cannot be read, or a pinned key is none. `options` must outlive
  // the pool.
  Pool(io::Loop& loop, const ClientOptions& options);

  // The transfer must outlive its end: TransferUser::on_done().
  void add(Transfer& transfer);
  // Nothing happens where push is off.
  void limit_pushes(const PushLimits& limits);
  // Requests that wait fail, connections end after what is under way; then `closed` is called, once. No request may be
  // added any more.
  void close(std::function<void()> closed);

 private:
  // Finds a pool by a URL of its origin, without making a key of it for each request.
  struct ByOrigin {
    using is_transparent = void;
    static const http::Url& origin(const http::Url& url) { return url; }
    static const http::Url& origin(const std::unique_ptr<OriginPool>& pool) { return pool->origin(); }
    bool operator()(const auto& a, const auto& b) const { return http::origin_less(origin(a), origin(b)); }
  };

  // Connections to origins.
  using Origins = std::set<std::unique_ptr<OriginPool>, ByOrigin>;

  Origins& origins_for(const Transfer& transfer);
  OriginPool& add_origin(Origins& origins, const http::Url& url);
  void forget_idle(Origins& origins);

  io::Loop& loop_;
  const ClientOptions& options_;
  session::client::Connections connections_;
  Trust trust_;
  SecureProxies proxies_;
  // Where origins may share connections. It outlives them.
  std::optional<Coalescing> coalescing_;
  Origins origins_;
  // RFC 4559 authenticates connections: none of these serves a request that has not asked for that.
  Origins negotiating_;
  // Where a function decides about them.
  std::optional<Pushes> pushes_;
  // In place of all origins, where a function answers.
  std::optional<Answers> answers_;
  // So many origins are too many to keep those that are idle.
  std::size_t too_many_ = 64;
};

}  // namespace weft::client
