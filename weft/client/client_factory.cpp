#include <weft/client/client_factory.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <weft/base/place_in.hpp>
#include <weft/client/clients_json.hpp>
#include <weft/config/placed_json.hpp>

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

// `name` comes in front of what is wrong.
ClientFactory factory_of(const std::string& text, const std::filesystem::path& folder, ClientOptions shared,
                         std::string_view name) {
  try {
    client::DescribedClients clients = client::read_clients(text, folder, std::move(shared));
    ClientFactory factory(std::move(clients.shared));
    for (auto& [client, options] : clients.named) factory.add(client, std::move(options));
    return factory;
  } catch (const config::JsonError& wrong) {
    throw std::invalid_argument(fmt::format("{}{}: {}", name, place_in(text, wrong.offset), wrong.what()));
  }
}

}  // namespace

ClientFactory ClientFactory::from_json(const std::string& text, ClientOptions shared) {
  return factory_of(text, {}, std::move(shared), "");
}

ClientFactory ClientFactory::from_json_file(const std::string& path, ClientOptions shared) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw std::invalid_argument(fmt::format("{}: cannot be read", path));
  return factory_of(text.str(), std::filesystem::path(path).parent_path(), std::move(shared), path + ":");
}

}  // namespace weft
