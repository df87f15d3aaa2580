#include <weft/io/resolver.hpp>

#include <netinet/in.h>

#include <algorithm>
#include <utility>

#include <weft/io/name_lookups.hpp>

#include WEFT_ASIO_HEADER(io_context.hpp)
#include WEFT_ASIO_HEADER(post.hpp)

namespace weft::io {

namespace {

// RFC 6761 6.3: "Name resolution APIs and libraries SHOULD recognize localhost names as special and SHOULD always
// return the IP loopback address for address queries".
bool is_localhost(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  if (name.ends_with('.')) name.pop_back();
  return name == "localhost" || name.ends_with(".localhost");
}

// Adds the loopbacks of both families, whatever the system's files say, behind the addresses that the system knows.
void add_loopbacks(std::vector<SocketAddress>& addresses) {
  const auto lacks = [&](int family) {
    return std::none_of(addresses.begin(), addresses.end(), [=](const auto& each) { return each.family() == family; });
  };
  for (const auto& [family, text] : {std::pair(AF_INET6, "::1"), std::pair(AF_INET, "127.0.0.1")}) {
    if (lacks(family)) addresses.push_back(read_address(text).addresses.front());
  }
}

}  // namespace

// Shared with the answer that is on its way to the loop: it may arrive after the resolver has gone.
struct Resolver::Query final : NameLookups::Waiter, std::enable_shared_from_this<Query> {
  Query(Loop& its_loop, ResolverUser& owner) : loop(its_loop), user(&owner) {}

  // The loop is still there: the resolver, which goes before it, cannot have gone without the lock.
  void on_answer(std::shared_ptr<const NameAnswer> answer) override {
    asio::post(loop.context(), [query = shared_from_this(), answer = std::move(answer)] { query->tell(*answer); });
  }

  void tell(const NameAnswer& answer) {
    if (user == nullptr) return;
    const bool localhost = is_localhost(host);
    if (answer.error && !localhost) return user->on_not_resolved(answer.error);
    std::vector<SocketAddress> addresses = answer.addresses;
    if (localhost) add_loopbacks(addresses);
    for (SocketAddress& each : addresses) each.change_port(port);
    user->on_resolved(std::move(addresses));
  }

  Loop& loop;
  ResolverUser* user;
  std::string host = {};
  std::uint16_t port = 0;
};

Resolver::Resolver(Loop& loop, ResolverUser& user) : query_(std::make_shared<Query>(loop, user)) {}

Resolver::~Resolver() {
  query_->user = nullptr;
  query_->loop.names().forget(query_->host, *query_);
}

void Resolver::resolve(const std::string& host, std::uint16_t port) {
  query_->host = host;
  query_->port = port;
  NameAnswer address = read_address(host);
  if (!address.error) return query_->on_answer(std::make_shared<const NameAnswer>(std::move(address)));
  query_->loop.names().ask(host, *query_);
}

}  // namespace weft::io
