#include <weft/server/config/config.hpp>

#include <algorithm>

#include <weft/config/placed_json.hpp>
#include <weft/config/text_file.hpp>
#include <weft/server/config/config_form.hpp>

namespace weft {
namespace {

using server::ConfigDraft;

constexpr std::string_view default_certificate = "Certificates:Default";
constexpr std::string_view default_protocols = "EndpointDefaults:Protocols";

std::string joined(std::string_view outer, std::string_view inner) {
  return std::string(outer).append(":").append(inner);
}

void set_origins(Config& config, const config::Places& places, const std::string& text, std::string_view path) {
  for (const auto& [name, offset] : places.offsets()) {
    config.origins[name] = config::place_in_file(path, text, offset);
  }
}

// Gives an endpoint what EndpointDefaults and Certificates say, where it says nothing itself.
void complete(Config& config, Config::Endpoint& endpoint, const ConfigDraft& draft) {
  const std::string path = joined("Endpoints", endpoint.name);
  const auto inherit = [&config](const std::string& into, std::string_view from) {
    const auto origin = config.origins.find(from);
    if (origin != config.origins.end()) config.origins[into] = std::string(from) + ", " + origin->second;
  };
  if (!config.origins.contains(joined(path, "Protocols"))) {
    endpoint.protocols = draft.default_protocols;
    inherit(joined(path, "Protocols"), default_protocols);
  }
  for (Config::Sni& sni : endpoint.sni) {
    if (!config.origins.contains(joined(joined(path, "Sni"), joined(sni.host, "Protocols")))) {
      sni.protocols = endpoint.protocols;
    }
  }
  if (endpoint.certificate || !endpoint.is_secure() || !draft.default_certificate) return;
  endpoint.certificate = draft.default_certificate;
  for (const std::string_view each : {"Path", "KeyPath", "Password", "OcspFile", "AllowInvalid"}) {
    inherit(joined(joined(path, "Certificate"), each), joined(default_certificate, each));
  }
}

void find_below(const std::filesystem::path& folder, std::string& file) {
  if (!file.empty()) file = (folder / file).lexically_normal().string();
}

void find_files_below(const std::filesystem::path& folder, Config& config) {
  const auto find_certificate = [&folder](std::optional<Config::CertificateFile>& certificate) {
    if (!certificate) return;
    find_below(folder, certificate->path);
    find_below(folder, certificate->key_path);
    find_below(folder, certificate->ocsp_file);
  };
  const auto find_authorities = [&folder](std::optional<Config::ClientCertificate>& clients) {
    if (clients) find_below(folder, clients->authorities);
  };
  for (auto& endpoint : config.endpoints) {
    find_certificate(endpoint.certificate);
    find_authorities(endpoint.client_certificate);
    for (auto& sni : endpoint.sni) {
      find_certificate(sni.certificate);
      find_authorities(sni.client_certificate);
    }
    for (auto& file : endpoint.ticket_keys) find_below(folder, file);
  }
  const auto find_log = [&folder](Config::Log& log) {
    if (log.path != "-" && log.path != "none") find_below(folder, log.path);
  };
  for (auto& site : config.sites) {
    find_below(folder, site.root);
    find_authorities(site.client_certificate);
    if (site.log) find_log(*site.log);
    std::ranges::for_each(site.logs, find_log);
  }
  if (config.control) find_below(folder, config.control->options.recordings);
  find_log(config.log);
  std::ranges::for_each(config.logs, find_log);
}

Config read(const std::string& text, const std::filesystem::path& folder, std::string_view path) {
  return config::read_with_place(text, path, [&] {
    ConfigDraft draft;
    config::Places places;
    server::config_form().read(draft, config::parse_placed(text), places);
    Config config = std::move(draft.config);
    set_origins(config, places, text, path);
    for (auto& endpoint : config.endpoints) complete(config, endpoint, draft);
    find_files_below(folder, config);
    return config;
  });
}

}  // namespace

Config Config::from_json(const std::string& text, const std::filesystem::path& folder) {
  return read(text, folder, {});
}

Config Config::from_json_file(const std::string& path) {
  return read(config::text_of_file(path), std::filesystem::path(path).parent_path(), path);
}

std::string Config::schema() {
  return server::config_schema();
}

std::string Config::to_json() const {
  return server::config_form().write({.config = *this}, {}) + '\n';
}

std::string Config::explained() const {
  return server::config_form().write({.config = *this}, {.origins = &origins}) + '\n';
}

std::string Config::place_of(std::string_view path) const {
  const auto found = origins.find(path);
  return found == origins.end() ? std::string() : found->second + ": ";
}

}  // namespace weft
