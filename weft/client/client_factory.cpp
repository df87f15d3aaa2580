#include <weft/client/client_factory.hpp>

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace weft {

void ClientFactory::add(std::string name, NamedClientOptions options) {
  if (named_.contains(name)) throw std::invalid_argument(fmt::format("client \"{}\" is there already", name));
  named_.emplace(std::move(name), std::make_shared<const client::Named>(std::move(options)));
}

Client ClientFactory::get(std::string_view name) const {
  const auto place = named_.find(name);
  if (place == named_.end()) throw std::invalid_argument(fmt::format("no client is called \"{}\"", name));
  return Client(shared_, place->second);
}

}  // namespace weft
