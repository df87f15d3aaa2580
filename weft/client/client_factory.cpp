#include <weft/client/client_factory.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <stdexcept>
#include <utility>

#include <weft/client/clients_json.hpp>
#include <weft/config/text_file.hpp>

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

namespace {

ClientFactory factory_of(const std::string& text, const std::string& path, ClientOptions shared) {
  return config::read_with_place(text, path, [&] {
    const auto folder = std::filesystem::path(path).parent_path();
    client::DescribedClients clients = client::read_clients(text, folder, std::move(shared));
    ClientFactory factory(std::move(clients.shared));
    for (auto& [client, options] : clients.named) factory.add(client, std::move(options));
    return factory;
  });
}

}  // namespace

ClientFactory ClientFactory::from_json(const std::string& text, ClientOptions shared) {
  return factory_of(text, {}, std::move(shared));
}

ClientFactory ClientFactory::from_json_file(const std::string& path, ClientOptions shared) {
  return factory_of(config::text_of_file(path), path, std::move(shared));
}

}  // namespace weft
