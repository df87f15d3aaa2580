// Clients by name: each with its own base address, fields, version and limits, and all with one thread and the same
// connections.
//
//   weft::ClientFactory clients;
//   clients.add("notes", {.base = "https://example.test/v1/", .fields = {{"accept", "application/json"}}});
//   const weft::Client notes = clients.get("notes");                // a handle that may be kept for ever
//   notes.get("list").wait();                                       // https://example.test/v1/list
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <weft/client/client.hpp>
#include <weft/client/named.hpp>

namespace weft {

class ClientFactory {
 public:
  // Trust, transport and connections are the same for all names. Throws as Client does.
  explicit ClientFactory(ClientOptions shared = {}) : shared_(std::move(shared)) {}

  // Names and options from a text in JSON, which may have comments; what it does not say is as `shared` says:
  //
  //   {"shared": {"trusted_file": "ca.pem"}, "clients": {"notes": {"base": "https://example.test/", "timeout": "5s"}}}
  //
  // docs/guide/client.md has all keys. std::invalid_argument says line, column and what was expected.
  static ClientFactory from_json(const std::string& text, ClientOptions shared = {});
  // The same for a file; names of files in it are relative to its folder.
  static ClientFactory from_json_file(const std::string& path, ClientOptions shared = {});

  // Before the factory is used by several threads. std::invalid_argument for a name that is there already, for a base
  // that is no URL, and for fields that HTTP does not allow.
  void add(std::string name, NamedClientOptions options);
  // From any thread. std::invalid_argument for a name that nobody has added.
  Client get(std::string_view name) const;

 private:
  Client shared_;
  std::map<std::string, std::shared_ptr<const client::Named>, std::less<>> named_;
};

}  // namespace weft
