#include <cli/serve/serve_config.hpp>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>
#include <cli/support/development_certificate.hpp>
#include <weft/io/output.hpp>

namespace weft::cli {
namespace {

constexpr std::string_view tool_default = "default of weft serve";

// A file that is printed says the same wherever it is kept.
std::string absolute(const std::string& path) {
  return path.empty() ? path : std::filesystem::absolute(path).lexically_normal().string();
}

void say(Config& config, const std::string& path, std::string_view origin) {
  config.origins[path] = origin;
}

Config::Site& first_site(Config& config) {
  if (config.sites.empty()) config.sites.push_back({.name = "default"});
  return config.sites.front();
}

void add_directory(Config& config, const ServeOptions& options) {
  if (options.directory.empty()) return;
  Config::Site& site = first_site(config);
  const std::string path = fmt::format("Sites:{}:Root", site.name);
  if (!site.root.empty()) {
    throw std::invalid_argument(fmt::format("{}the site \"{}\" has this folder already: leave out {}",
                                            config.place_of(path), site.name, options.directory));
  }
  site.root = absolute(options.directory);
  say(config, path, "DIR");
}

void add_sink(Config& config, const ServeOptions& options) {
  if (!options.sink) return;
  Config::Site& site = first_site(config);
  site.sink = *options.sink;
  say(config, fmt::format("Sites:{}:Sink", site.name), "--sink");
}

void add_rate(Config& config, const ServeOptions& options) {
  if (!options.rate) return;
  Config::Site& site = first_site(config);
  site.rates.sending = *options.rate;
  say(config, fmt::format("Sites:{}:Limits:SendRate", site.name), "--limit-rate");
}

void add_listing(Config& config, const ServeOptions& options) {
  if (!options.listing) return;
  Config::Site& site = first_site(config);
  site.listing = true;
  say(config, fmt::format("Sites:{}:Listing", site.name), "--listing");
}

void add_compression(Config& config, const ServeOptions& options) {
  if (!options.compress) return;
  Config::Site& site = first_site(config);
  if (!site.compression) site.compression.emplace();
  say(config, fmt::format("Sites:{}:Compression", site.name), "--compress");
}

Config::Endpoint endpoint_at(const std::string& url, const ServeOptions& options) {
  Config::Endpoint endpoint{.url = url};
  if (url.starts_with("unix:")) endpoint.socket_file = options.socket_file;
  return endpoint;
}

void add_endpoints(Config& config, const ServeOptions& options) {
  const bool is_said = !options.listen.empty();
  if (!is_said && !config.endpoints.empty()) return;
  config.endpoints.clear();
  const auto urls = is_said ? options.listen : std::vector<std::string>{usual_listen};
  for (std::size_t i = 0; i < urls.size(); ++i) {
    Config::Endpoint endpoint = endpoint_at(urls[i], options);
    endpoint.name = fmt::format("Listen{}", i + 1);
    const std::string path = "Endpoints:" + endpoint.name;
    say(config, path + ":Url", is_said ? "--listen" : tool_default);
    for (const auto* key : {":Mode", ":Owner", ":Group"}) say(config, path + key, "--unix-…");
    config.endpoints.push_back(std::move(endpoint));
  }
}

// For all endpoints of https that have none.
void add_certificate(Config& config, const Config::CertificateFile& file, std::string_view origin) {
  for (Config::Endpoint& endpoint : config.endpoints) {
    if (endpoint.certificate || !endpoint.is_secure() || !endpoint.sni.empty()) continue;
    endpoint.certificate = file;
    for (const auto* key : {"Path", "KeyPath"}) {
      say(config, fmt::format("Endpoints:{}:Certificate:{}", endpoint.name, key), origin);
    }
  }
}

// "www-data:adm"
void add_user(Config& config, const ServeOptions& options) {
  if (!options.user) return;
  const std::size_t colon = std::min(options.user->find(':'), options.user->size());
  config.options.user = options.user->substr(0, colon);
  config.options.group = options.user->substr(std::min(colon + 1, options.user->size()));
  for (const auto* key : {"User", "Group"}) say(config, key, "--user");
}

void add_log(Config& config, const ServeOptions& options) {
  const bool is_file = options.log && *options.log != "-" && *options.log != "none";
  if (options.log) {
    config.log.path = is_file ? absolute(*options.log) : *options.log;
    say(config, "Log:Path", "--log");
  } else if (!config.origins.contains("Log:Path")) {
    config.log.path = usual_log;
    say(config, "Log:Path", tool_default);
  }
  if (options.log_format) {
    config.log.format = *options.log_format;
    say(config, "Log:Format", "--log-format");
  }
  if (!options.log_fields) return;
  config.log.fields = *options.log_fields;
  say(config, "Log:Fields", "--log-fields");
}

// Options for which only the control endpoint has a use.
void add_to_control(Config& config, const ServeOptions& options) {
  if (!options.frames && options.recordings.empty()) return;
  if (!config.control) {
    throw std::invalid_argument("--frames, --recordings: are for the control endpoint: expected --control or --live");
  }
  if (options.frames) {
    config.control->options.frames = *options.frames;
    say(config, "Control:Frames", "--frames");
  }
  if (options.recordings.empty()) return;
  config.control->options.recordings = absolute(options.recordings);
  say(config, "Control:Recordings", "--recordings");
}

}  // namespace

Config config_of(const ServeOptions& options) {
  Config config = options.config.empty() ? Config() : Config::from_json_file(options.config);
  add_directory(config, options);
  add_sink(config, options);
  add_rate(config, options);
  add_listing(config, options);
  add_compression(config, options);
  add_endpoints(config, options);
  if (!options.certificate.empty()) {
    add_certificate(config, {.path = absolute(options.certificate), .key_path = absolute(options.key)},
                    "--certificate, --key");
  }
  add_log(config, options);
  add_user(config, options);
  if (options.control) {
    config.control = Config::Control{.url = *options.control};
    say(config, "Control:Url", "--control");
  }
  if (options.live && !config.control) {
    config.control = Config::Control{.url = "http://127.0.0.1:0"};
    say(config, "Control:Url", "--live");
  }
  add_to_control(config, options);
  if (options.threads) {
    config.options.threads = *options.threads;
    say(config, "Threads", "--threads");
  }
  return config;
}

void use_development_certificate(Config& config) {
  const bool is_missing = std::ranges::any_of(config.endpoints, [](const Config::Endpoint& each) {
    return each.is_secure() && !each.certificate && each.sni.empty();
  });
  if (!is_missing) return;
  const DevelopmentCertificate files = development_certificate();
  add_certificate(config, {.path = files.certificate.string(), .key_path = files.key.string()}, "for development");
  io::tell(
      fmt::format("weft: no --certificate: using the self-signed {} for localhost; browsers will warn, and it is not "
                  "for production",
                  files.certificate.string()));
}

}  // namespace weft::cli
