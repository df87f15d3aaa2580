// The clients of a factory, as a text in JSON describes them: see ClientFactory::from_json().
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <weft/client/named.hpp>
#include <weft/client/options.hpp>

namespace weft::client {

struct DescribedClients {
  ClientOptions shared;
  std::vector<std::pair<std::string, NamedClientOptions>> named;
};

// Options that the text does not mention are those of `shared`. Names of files are relative to `folder`. Throws
// config::JsonError.
DescribedClients read_clients(const std::string& text, const std::filesystem::path& folder, ClientOptions shared);

}  // namespace weft::client
