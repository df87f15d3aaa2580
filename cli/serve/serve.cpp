#include <cli/serve/serve.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <cli/serve/operator_signals.hpp>
#include <cli/serve/serve_config.hpp>
#include <cli/serve/upgrade.hpp>
#include <cli/serve/watchdog.hpp>
#include <cli/support/numbers.hpp>
#include <weft/io/inherited_sockets.hpp>
#include <weft/io/output.hpp>
#include <weft/io/service_manager.hpp>
#include <weft/io/successor.hpp>
#include <weft/server/server.hpp>
#include <weft/session/ordered_recordings.hpp>

namespace weft::cli {
namespace {

mode_t parse_mode(const std::string& text) {
  mode_t mode = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), mode, 8);
  if (error == std::errc() && end == text.data() + text.size() && mode <= 0777) return mode;
  throw CLI::ValidationError("--unix-mode",
                             fmt::format("expected an octal mode up to 0777, such as 0660, not {}", text));
}

std::uint64_t parse_rate(const std::string& text) {
  const auto octets = parse_octets(text);
  if (octets && *octets != 0) return *octets;
  throw CLI::ValidationError("--limit-rate",
                             fmt::format("expected octets a second, such as 500000, 500k, 1M or 2G, not {}", text));
}

// `name` is that of a format: the option has checked it.
server::LogFormat log_format_of(std::string_view name) {
  return std::ranges::find(server::log_formats, name, [](const auto& each) { return each.first; })->second;
}

void check_socket_file(const ServeOptions& options) {
  const auto is_unix = [](const std::string& url) { return url.starts_with("unix:"); };
  if (options.socket_file == io::SocketFileOptions{} || std::ranges::any_of(options.listen, is_unix)) return;
  throw CLI::ValidationError("--unix-mode, --unix-owner, --unix-group",
                             "are for --listen unix:/path, which is missing");
}

// "h2, http/1.1"
std::string versions_of(const Endpoint& endpoint) {
  const std::string http2 = endpoint.secure ? "h2" : "h2c";
  if (!endpoint.protocols.http1) return http2;
  return endpoint.protocols.http2 ? http2 + ", http/1.1" : "http/1.1";
}

void report_live_page(const std::vector<Endpoint>& places) {
  if (places.empty()) return;
  const std::string& url = places.front().url;
  if (url.starts_with("unix:")) return io::tell(fmt::format("live page: weft live --control {}", url));
  io::tell(fmt::format("live page on {}/live", url));
}

void report_endpoints(const Server& server) {
  for (const Endpoint& endpoint : server.endpoints()) {
    io::tell(fmt::format("listening on {} ({})", endpoint.url, versions_of(endpoint)));
  }
  for (const Endpoint& endpoint : server.control_endpoints()) io::tell(fmt::format("control on {}", endpoint.url));
}

std::set<std::string> logs_of(const Config& config) {
  std::set<std::string> paths;
  const auto add = [&paths](const Config::Log& log) {
    if (log.path != "none") paths.insert(log.path == "-" ? "standard output" : log.path);
  };
  add(config.log);
  std::ranges::for_each(config.logs, add);
  for (const auto& site : config.sites) {
    if (site.log) add(*site.log);
    std::ranges::for_each(site.logs, add);
  }
  return paths;
}

void report_losses(const Server& server, const Config& config) {
  if (const std::uint64_t dropped = server.log_dropped(); dropped != 0) {
    const auto logs = logs_of(config);
    io::tell(fmt::format("weft: {} lines of the access log could not be written to {}{}", dropped,
                         logs.size() > 1 ? "one of " : "", fmt::join(logs, ", ")));
  }
  if (const std::uint64_t refused = server.connections_refused(); refused != 0) {
    io::tell(fmt::format("weft: {} connections were refused", refused));
  }
}

// Without a file all is as it was said on the command line.
bool reload(Server& server, const ServeOptions& options) {
  if (options.config.empty()) return server.reload_certificates();
  try {
    Config config = config_of(options);
    use_development_certificate(config);
    return server.reload(config);
  } catch (const std::exception& wrong) {
    io::tell(fmt::format("weft: {}; the old configuration stays in use", wrong.what()));
    return false;
  }
}

bool reload(Server& server, const ServeOptions& options, const io::ServiceManager& manager) {
  manager.tell_reloading();
  const bool done = reload(server, options);
  manager.tell("READY=1");
  return done;
}

void run(Server& server, const ServeOptions& options) {
  const auto manager = io::ServiceManager::from_environment();
  auto predecessor = io::Predecessor::from_environment();
  Upgrade upgrade(server, manager);
  server.on_reload([&] { return reload(server, options); });
  server.start();
  const OperatorSignals signals(server, [&] { return reload(server, options, manager); }, upgrade);
  report_endpoints(server);
  if (options.live) report_live_page(server.control_endpoints());
  manager.tell(fmt::format("READY=1\nSTATUS=Listening on {} addresses", server.endpoints().size()));
  predecessor.tell_ready();
  const Watchdog watchdog(server, manager);
  server.await_drain();
  if (!upgrade.has_handed_over()) manager.tell("STOPPING=1\nSTATUS=Finishing what is under way");
  server.wait();
}

// All is tried but the sockets and the log.
void check(Config config) {
  const std::string text = config.explained();
  config.log.path = "none";
  Server server;
  server.configure(config);
  std::cout << text;
}

// No disk is full because somebody has forgotten them.
constexpr std::size_t most_recordings = 10'000;
constexpr std::uint64_t most_octets_of_recordings = std::uint64_t{1} << 30;

// Null where none are wanted.
std::unique_ptr<session::OrderedRecordings> recordings_of(const ServeOptions& options) {
  if (options.record.empty()) return nullptr;
  auto recordings = std::make_unique<session::OrderedRecordings>(
      http::Role::server, options.record, [](const std::string& why) { io::tell("weft: " + why); });
  recordings->begin({.time = Duration::max(),
                     .connections = most_recordings,
                     .octets = most_octets_of_recordings,
                     .values = options.record_values},
                    std::chrono::steady_clock::now());
  return recordings;
}

ServerOptions options_with(session::TraceUser* recordings) {
  ServerOptions options;
  options.connection.trace = recordings;
  return options;
}

void serve(const ServeOptions& options) {
  Config config = config_of(options);
  if (options.print_config) {
    std::cout << config.to_json();
    return;
  }
  use_development_certificate(config);
  if (options.check) return check(std::move(config));
  hold_operator_signals();
  auto inherited = io::InheritedSockets::from_environment();
  const auto recordings = recordings_of(options);
  Server server(options_with(recordings.get()));
  server.configure(config);
  server.inherit(std::move(inherited));
  if (config.sites.empty()) io::tell("weft: there is no site: every request is answered with 404");
  run(server, options);
  report_losses(server, config);
}

}  // namespace

void add_serve(CLI::App& app, int&) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* verb = app.add_subcommand("serve", "Serve the files of a folder over HTTP/2 and HTTP/1.1");
  auto* directory = verb->add_option("directory", options->directory,
                                     "The folder to serve; with --config that of the first site, where it has none")
                        ->check(CLI::ExistingDirectory)
                        ->option_text("DIR");
  auto* config =
      verb->add_option("--config", options->config,
                       "A configuration in JSON, as Kestrel has it: docs/guide/configuration.md. Other options "
                       "go before what it says")
          ->check(CLI::ExistingFile)
          ->option_text("FILE");
  auto* check = verb->add_flag("--check", options->check,
                               "Print the configuration with the origin of each value, and end; 1 where it is wrong");
  verb->add_flag("--print-config", options->print_config,
                 "Print the file that says the same as the command line, and end")
      ->excludes(check);
  verb->add_option("--listen", options->listen,
                   "Where: https://host:port, http://host:port or unix:/path, any number of them. Host * is every "
                   "address, port 0 any free one. https speaks h2 and http/1.1; the others speak h2c (prior knowledge) "
                   "and http/1.1")
      ->default_str(usual_listen)
      ->allow_extra_args(false)
      ->option_text("URL ...");
  verb->add_option("--control", options->control,
                   "Where the server can be watched and steered, by weft status and Prometheus too: unix:/path, or "
                   "http://127.0.0.1:port")
      ->option_text("URL");
  verb->add_flag("--live", options->live,
                 "Tell the address of the page that says why the server is slow. It is on the control endpoint; where "
                 "there is none, on a free port of 127.0.0.1");
  verb->add_option("--frames", options->frames,
                   "Keep so many of the last frames of each connection over HTTP/2, for weft status --frames and why: "
                   "types, streams, flags and lengths, at the control endpoint")
      ->check(CLI::Range(std::uint32_t{0}, ControlOptions::most_frames))
      ->option_text("N");
  auto* certificate = verb->add_option("--certificate", options->certificate,
                                       "PEM file with the certificate chain. Without it a self-signed one is made for "
                                       "localhost and kept in your data folder")
                          ->option_text("FILE");
  auto* key = verb->add_option("--key", options->key, "PEM file with the certificate's key")->option_text("FILE");
  certificate->needs(key);
  key->needs(certificate);
  verb->add_option("--log", options->log, "The access log: a file, - for standard output, or none")
      ->default_str(usual_log)
      ->option_text("FILE");
  verb->add_option("--log-fields", options->log_fields,
                   fmt::format("Fields of the access log, in order, for w3c and json. There are: {}. Usual: {}",
                               server::LogFields::all(), server::LogFields::usual))
      ->option_text("\"NAME ...\"");
  verb->add_option_function<std::string>(
          "--log-format", [options](const std::string& name) { options->log_format = log_format_of(name); },
          "The format of its lines: w3c (the extended format of W3C), combined (that of Apache and nginx, whose fields "
          "are given), or json (an object a line)")
      ->check(CLI::IsMember({"w3c", "combined", "json"}))
      ->default_str("w3c")
      ->option_text("FORMAT");
  auto* record = verb->add_option("--record", options->record,
                                  "Record each connection to a file of this folder, for weft inspect, until there are "
                                  "10,000 files or 1 GiB. Values of fields are kept as lengths and hashes, bodies as "
                                  "lengths")
                     ->check(CLI::ExistingDirectory)
                     ->option_text("DIR");
  verb->add_flag("--record-values", options->record_values,
                 "Record all octets, credentials and bodies among them: only such a recording can be replayed")
      ->needs(record);
  verb->add_option("--recordings", options->recordings,
                   "The folder for recordings that weft status record asks for, without values")
      ->check(CLI::ExistingDirectory)
      ->option_text("DIR");
  verb->add_flag("--listing", options->listing,
                 "Answer a folder without index.html with the names in it. With --config for the first site");
  verb->add_flag(
      "--compress", options->compress,
      "Compress text while it is sent, as the client prefers: br, zstd, gzip. With --config for the first site");
  verb->add_option("--sink", options->sink, "Requests with a body to this path are read, and answered with its length")
      ->option_text("PATH");
  verb->add_option_function<std::string>(
          "--limit-rate", [options](const std::string& text) { options->rate = parse_rate(text); },
          "Send so many octets of responses a second, all requests together: 500k, 1M, 2G. With --config those of the "
          "first site")
      ->option_text("RATE");
  verb->add_option("--threads", options->threads, "Threads; 0 is one per core")->default_str("0")->option_text("N");
  verb->add_option("--user", options->user,
                   "Become this user, where root has started the tool, once addresses, certificates and the log are "
                   "open; without a group with all those of the user")
      ->check([](const std::string& text) {
        return text.empty() || text.front() == ':' ? "--user: expected NAME or NAME:GROUP" : std::string();
      })
      ->option_text("NAME[:GROUP]");
  verb->add_option_function<std::string>(
          "--unix-mode", [options](const std::string& text) { options->socket_file.mode = parse_mode(text); },
          "Octal mode of the sockets of unix:/path, such as 0660: a client needs the right to write")
      ->option_text("MODE");
  verb->add_option("--unix-owner", options->socket_file.owner, "Their owner, a name or a number")->option_text("USER");
  verb->add_option("--unix-group", options->socket_file.group, "Their group, a name or a number")->option_text("GROUP");
  verb->callback([options, directory, config] {
    if (directory->empty() && config->empty()) throw CLI::RequiredError("directory");
    check_socket_file(*options);
    serve(*options);
  });
}

}  // namespace weft::cli
