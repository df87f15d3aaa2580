#include <weft/io/resolver.hpp>

#include <algorithm>
#include <cstring>

// clang-format off
#include WEFT_ASIO_HEADER(ip/tcp.hpp)
// clang-format on

namespace weft::io {

using AsioResolver = asio::ip::tcp::resolver;

namespace {

template <class Endpoint>
SocketAddress address_of(const Endpoint& endpoint) {
  SocketAddress address;
  address.size = static_cast<socklen_t>(endpoint.size());
  std::memcpy(&address.storage, endpoint.data(), address.size);
  return address;
}

// RFC 6761 6.3: "Name resolution APIs and libraries SHOULD recognize localhost names as special and SHOULD always
// return the IP loopback address for address queries".
bool is_localhost(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  if (name.ends_with('.')) name.pop_back();
  return name == "localhost" || name.ends_with(".localhost");
}

// Adds the loopbacks of both families, whatever the system's files say, behind the addresses that the system knows.
void add_loopbacks(std::vector<SocketAddress>& addresses, std::uint16_t port) {
  const auto has = [&](int family) {
    return std::any_of(addresses.begin(), addresses.end(), [=](const auto& each) { return each.family() == family; });
  };
  using asio::ip::tcp;
  if (!has(AF_INET6)) addresses.push_back(address_of(tcp::endpoint(asio::ip::address_v6::loopback(), port)));
  if (!has(AF_INET)) addresses.push_back(address_of(tcp::endpoint(asio::ip::address_v4::loopback(), port)));
}

}  // namespace

// Shared with the query that is outstanding: its answer may come after the resolver has gone.
struct Resolver::Query {
  Query(asio::io_context& context, ResolverUser& owner) : resolver(context), user(&owner) {}

  void answer(const AsioError& error, const AsioResolver::results_type& results) {
    if (user == nullptr) return;
    if (error && !localhost) return user->on_not_resolved(error);
    std::vector<SocketAddress> addresses;
    if (!error) {
      for (const auto& result : results) addresses.push_back(address_of(result.endpoint()));
    }
    if (localhost) add_loopbacks(addresses, port);
    user->on_resolved(std::move(addresses));
  }

  AsioResolver resolver;
  ResolverUser* user;
  bool localhost = false;
  std::uint16_t port = 0;
};

Resolver::Resolver(asio::io_context& context, ResolverUser& user) : query_(std::make_shared<Query>(context, user)) {}

Resolver::~Resolver() {
  query_->user = nullptr;
  query_->resolver.cancel();
}

void Resolver::resolve(const std::string& host, std::uint16_t port) {
  query_->localhost = is_localhost(host);
  query_->port = port;
  query_->resolver.async_resolve(host, std::to_string(port), AsioResolver::numeric_service,
                                 [query = query_](const AsioError& error, const AsioResolver::results_type& results) {
                                   query->answer(error, results);
                                 });
}

}  // namespace weft::io
