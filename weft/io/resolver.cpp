#include <weft/io/resolver.hpp>

#include <cstring>

// clang-format off
#include WEFT_ASIO_HEADER(ip/tcp.hpp)
// clang-format on

namespace weft::io {

using AsioResolver = asio::ip::tcp::resolver;

// Shared with the query that is outstanding: its answer may come after the resolver has gone.
struct Resolver::Query {
  Query(asio::io_context& context, ResolverUser& owner) : resolver(context), user(&owner) {}

  void answer(const AsioError& error, const AsioResolver::results_type& results) {
    if (user == nullptr) return;
    if (error) return user->on_not_resolved(error);
    std::vector<SocketAddress> addresses;
    for (const auto& result : results) {
      SocketAddress& address = addresses.emplace_back();
      address.size = static_cast<socklen_t>(result.endpoint().size());
      std::memcpy(&address.storage, result.endpoint().data(), address.size);
    }
    user->on_resolved(std::move(addresses));
  }

  AsioResolver resolver;
  ResolverUser* user;
};

Resolver::Resolver(asio::io_context& context, ResolverUser& user) : query_(std::make_shared<Query>(context, user)) {}

Resolver::~Resolver() {
  query_->user = nullptr;
  query_->resolver.cancel();
}

void Resolver::resolve(const std::string& host, std::uint16_t port) {
  query_->resolver.async_resolve(host, std::to_string(port), AsioResolver::numeric_service,
                                 [query = query_](const AsioError& error, const AsioResolver::results_type& results) {
                                   query->answer(error, results);
                                 });
}

}  // namespace weft::io
